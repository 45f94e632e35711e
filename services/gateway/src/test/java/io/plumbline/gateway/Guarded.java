package io.plumbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.model.Hashes;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A gateway that knows the {@link Issuer} and a key, and takes personal data out. */
public final class Guarded implements QuarkusTestProfile {
    static final String KEY = "batch-key";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "plumbline.gateway.api-keys.batch.sha256",
                Hashes.sha256(KEY.getBytes(UTF_8)),
                "plumbline.gateway.api-keys.batch.tenant",
                "shop",
                "plumbline.gateway.redaction.kinds",
                "EMAIL,PHONE");
    }
}
