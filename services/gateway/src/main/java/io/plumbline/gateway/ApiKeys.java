package io.plumbline.gateway;

import io.plumbline.model.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may call: keys by configuration, of which the gateway holds SHA-256 only. Without any, everybody may, and a proxy in front
 * has to say whose request it is.
 */
@ApplicationScoped
public class ApiKeys {
    static final String HEADER = "X-API-Key";
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    /** No key is longer; what is need not be hashed. */
    private static final int KEY_CHARS_MAX = 512;

    private final Map<String, GatewayConfig.ApiKey> keys;

    /** @throws IllegalArgumentException if a key is no SHA-256: a wrong setting ends the start */
    public ApiKeys(GatewayConfig config) {
        keys = new TreeMap<>(config.apiKeys());
        keys.forEach((name, key) -> {
            if (!SHA_256.matcher(key.sha256()).matches()) {
                throw new IllegalArgumentException("plumbline.gateway.api-keys." + name
                        + ".sha256 is no SHA-256 in lower-case hex. Make one with: printf %s KEY | sha256sum");
            }
        });
    }

    boolean required() {
        return !keys.isEmpty();
    }

    /** The tenant a key stands for; empty if the key is not known. Takes the same time for every wrong key. */
    Optional<String> tenant(String key) {
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX) {
            return Optional.empty();
        }
        byte[] hash = Hashes.sha256(key.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
        Optional<String> found = Optional.empty();
        for (GatewayConfig.ApiKey known : keys.values()) {
            // every key is compared, whichever matches
            if (MessageDigest.isEqual(hash, known.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(known.tenant());
            }
        }
        return found;
    }
}
