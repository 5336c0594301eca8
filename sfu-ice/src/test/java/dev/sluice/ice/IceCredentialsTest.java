package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class IceCredentialsTest {

  private static final String PWD = "asd88fgpdd777uzjYhagZg";

  @Test
  void theExampleOfRfc8839IsAccepted() {
    assertThat(new IceCredentials("8hhY", PWD).ufrag()).isEqualTo("8hhY");
  }

  @Test
  void aShortFragmentIsRefused() {
    assertThatThrownBy(() -> new IceCredentials("8hh", PWD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ice-ufrag");
  }

  @Test
  void aShortPasswordIsRefused() {
    assertThatThrownBy(() -> new IceCredentials("8hhY", "short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ice-pwd");
  }

  @Test
  void otherCharactersAreRefused() {
    assertThatThrownBy(() -> new IceCredentials("8hh:", PWD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void generatedOnesAreValidAndDiffer() {
    SecureRandom random = new SecureRandom();
    IceCredentials one = IceCredentials.generate(random);
    IceCredentials other = IceCredentials.generate(random);
    assertThat(one.ufrag()).hasSize(IceCredentials.GENERATED_UFRAG_LENGTH);
    assertThat(one.ufrag()).isNotEqualTo(other.ufrag());
    assertThat(one.pwd()).isNotEqualTo(other.pwd());
  }

  @Test
  void theTextHidesThePassword() {
    assertThat(new IceCredentials("8hhY", PWD).toString()).contains("8hhY").doesNotContain(PWD);
  }
}
