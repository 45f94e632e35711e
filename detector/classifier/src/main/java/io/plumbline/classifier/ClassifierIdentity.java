package io.plumbline.classifier;

import io.plumbline.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a profile names a classifier by. Equal identities give equal probabilities on the same machine and the same version
 * of ONNX Runtime; all hashes are SHA-256 in lower-case hex.
 *
 * @param modelSha256 of {@code model.onnx}, byte for byte; the weights are in it, as external data is refused
 * @param tokenizerSha256 of the canonical {@code tokenizer.json}
 * @param settingsSha256 of the settings in force: prompt, limits, names and class index
 */
public record ClassifierIdentity(String modelSha256, String tokenizerSha256, String settingsSha256) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public ClassifierIdentity {
        for (String hash : List.of(modelSha256, tokenizerSha256, settingsSha256)) {
            if (!HEX.matcher(hash).matches()) {
                throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + hash);
            }
        }
    }

    /** One hash for all three. */
    public String sha256() {
        String all = "model " + modelSha256 + "\ntokenizer " + tokenizerSha256 + "\nsettings " + settingsSha256 + "\n";
        return Hashes.sha256(all.getBytes(StandardCharsets.UTF_8));
    }
}
