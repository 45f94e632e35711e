package io.plumbline.mitigation.preset;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The presets that ship with Plumbline, and those in files. */
public final class Presets {
    private static final List<String> BUNDLED = List.of(
            "default.json",
            "guidance.json",
            "smollm2-135m-decore.json",
            "smollm2-135m-cafe.json",
            "smollm2-135m-aarf.json");

    /** A preset is some kilobytes; more is no preset. */
    private static final long PRESET_BYTES_MAX = 1L << 20;

    private Presets() {}

    /** The bundled presets, first the default. */
    public static List<MitigationPreset> bundled() {
        return BUNDLED.stream().map(Presets::resource).toList();
    }

    /**
     * The preset called {@code asked}: a bundled one's name or id, or the path of a file {@code *.json}; empty for the default.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if there is none, naming those there are, or the file is no
     *     preset
     */
    public static MitigationPreset find(Optional<String> asked) {
        List<MitigationPreset> bundled = bundled();
        if (asked.isEmpty()) {
            return bundled.get(0);
        }
        String name = asked.get();
        for (MitigationPreset preset : bundled) {
            if (preset.name().equals(name) || PresetCodec.id(preset).equals(name)) {
                return preset;
            }
        }
        if (name.endsWith(".json")) {
            return ofFile(Path.of(name));
        }
        throw new PlumblineException(
                ErrorCode.INVALID_INPUT,
                "no mitigation preset " + name + "; there are: "
                        + bundled.stream().map(MitigationPreset::name).toList()
                        + ". Name one of these, or the path of a preset file (*.json)");
    }

    /**
     * The preset in a file.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT}
     */
    public static MitigationPreset ofFile(Path file) {
        try {
            if (Files.size(file) > PRESET_BYTES_MAX) {
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT, file + " is larger than " + PRESET_BYTES_MAX + " bytes: not a preset");
            }
            return PresetCodec.read(Files.readString(file));
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "cannot read the preset " + file + ": name a readable file", e);
        }
    }

    private static MitigationPreset resource(String name) {
        try (InputStream in = Presets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return PresetCodec.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
