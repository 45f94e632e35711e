package io.plumbline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class CloudEventBodyTest {
    private static final String ATTRIBUTES =
            "\"specversion\":\"1.0\",\"type\":\"io.plumbline.generation.v1\",\"source\":\"/app\",\"id\":\"e\",";

    @Test
    void theEventIsTheData() {
        assertThat(new String(CloudEventBody.data(bytes("{" + ATTRIBUTES + "\"data\":{\"id\":\"x\"}}")), UTF_8))
                .isEqualTo("{\"id\":\"x\"}");
        String base64 = Base64.getEncoder().encodeToString(bytes("{\"id\":\"y\"}"));
        assertThat(new String(
                        CloudEventBody.data(bytes("{" + ATTRIBUTES + "\"data_base64\":\"" + base64 + "\"}")), UTF_8))
                .isEqualTo("{\"id\":\"y\"}");
    }

    @Test
    void anotherTypeOrVersionIsRefused() {
        assertThat(pointer("{" + ATTRIBUTES.replace("1.0", "0.3") + "\"data\":{}}"))
                .isEqualTo("/specversion");
        assertThat(pointer("{" + ATTRIBUTES.replace("generation", "verdict") + "\"data\":{}}"))
                .isEqualTo("/type");
        assertThat(pointer("{" + ATTRIBUTES.replace("/app", "") + "\"data\":{}}"))
                .isEqualTo("/source");
        assertThat(pointer("{" + ATTRIBUTES + "\"data\":7}")).isEqualTo("/data");
        assertThat(pointer("{" + ATTRIBUTES + "\"data_base64\":\"%\"}")).isEqualTo("/data_base64");
        assertThat(pointer("7")).isEmpty();
    }

    private static String pointer(String body) {
        return catchThrowableOfType(IngestException.class, () -> CloudEventBody.data(bytes(body)))
                .pointer();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
