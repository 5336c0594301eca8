package dev.sluice.signaling.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.sluice.core.rtp.Codec;
import dev.sluice.signaling.text.Words;
import java.io.IOException;

/** How records are written as JSON: constants in lower case, codecs by their encoding name. */
final class Reports {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Codec.class, new CodecSerializer())
                  .addSerializer(Enum.class, new EnumSerializer())
                  .addKeySerializer(Enum.class, new EnumKeySerializer()))
          .build();

  private Reports() {}

  private static final class CodecSerializer extends JsonSerializer<Codec> {
    @Override
    public void serialize(Codec codec, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(codec.encodingName());
    }
  }

  @SuppressWarnings("rawtypes") // Jackson registers by class, and a class has no parameters.
  private static final class EnumSerializer extends JsonSerializer<Enum> {
    @Override
    public void serialize(Enum value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(Words.of(value));
    }
  }

  @SuppressWarnings("rawtypes") // As above.
  private static final class EnumKeySerializer extends JsonSerializer<Enum> {
    @Override
    public void serialize(Enum value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeFieldName(Words.of(value));
    }
  }
}
