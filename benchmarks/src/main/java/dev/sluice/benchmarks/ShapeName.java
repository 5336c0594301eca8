package dev.sluice.benchmarks;

import dev.sluice.benchmarks.load.LoadPlan.Shape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code fan-out} or {@code mesh}. */
final class ShapeName implements ITypeConverter<Shape> {

  @Override
  public Shape convert(String text) {
    return switch (text) {
      case "fan-out" -> Shape.FAN_OUT;
      case "mesh" -> Shape.MESH;
      default -> throw new TypeConversionException("expected fan-out or mesh, not " + text);
    };
  }
}
