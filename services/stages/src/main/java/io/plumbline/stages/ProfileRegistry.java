package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The profiles at hand: bundled ones (resources) and those of a directory. Immutable. */
public final class ProfileRegistry {
    /** The bundled profiles, first the default; see {@code io/plumbline/profiles/}. */
    private static final String INDEX = "/io/plumbline/profiles/index.txt";

    /** A profile is some kilobytes; more is no profile. */
    private static final long PROFILE_BYTES_MAX = 4L << 20;

    private final List<Profile> profiles;

    private ProfileRegistry(List<Profile> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    /** Exactly these; the first is the default. */
    public static ProfileRegistry of(List<Profile> profiles) {
        return new ProfileRegistry(profiles);
    }

    /** The bundled profiles, then those of {@code directory}: its files {@code *.json}, in the order of their names. */
    public static ProfileRegistry load(Optional<Path> directory) {
        List<Profile> profiles = new ArrayList<>();
        for (String name : lines(resource(INDEX).orElse(""))) {
            String path = INDEX.substring(0, INDEX.lastIndexOf('/') + 1) + name;
            profiles.add(ProfileCodec.read(resource(path)
                    .orElseThrow(() -> new IllegalStateException("the index names a missing resource: " + path))));
        }
        directory.ifPresent(dir -> profiles.addAll(ofDirectory(dir)));
        return new ProfileRegistry(profiles);
    }

    private static List<Profile> ofDirectory(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(ProfileRegistry::ofFile)
                    .toList();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot read the profile directory " + directory + ": create it or name another",
                    e);
        }
    }

    /** The profile in a file. */
    public static Profile ofFile(Path file) {
        try {
            if (Files.size(file) > PROFILE_BYTES_MAX) {
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        file + " is larger than " + PROFILE_BYTES_MAX + " bytes: not a profile");
            }
            return ProfileCodec.read(Files.readString(file));
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read the profile " + file, e);
        }
    }

    /**
     * The profile called {@code asked}: a name, an id, or the path of a file; empty for the default.
     *
     * @throws PlumblineException {@link ErrorCode#UNKNOWN_PROFILE}, naming those there are
     */
    public Profile find(Optional<String> asked) {
        if (asked.isEmpty()) {
            return profiles.stream().findFirst().orElseThrow(() -> unknown("(default)"));
        }
        String name = asked.get();
        Optional<Profile> known = named(name);
        if (known.isPresent()) {
            return known.get();
        }
        if (name.endsWith(".json") && Files.isRegularFile(Path.of(name))) {
            return ofFile(Path.of(name));
        }
        throw unknown(name);
    }

    /** The profile with this name or id, never a file. */
    public Optional<Profile> named(String name) {
        return profiles.stream()
                .filter(profile ->
                        profile.name().equals(name) || ProfileCodec.id(profile).equals(name))
                .findFirst();
    }

    public List<Profile> all() {
        return profiles;
    }

    private PlumblineException unknown(String name) {
        return new PlumblineException(
                ErrorCode.UNKNOWN_PROFILE,
                "no profile " + name + "; there are: "
                        + profiles.stream().map(Profile::name).toList()
                        + ". Name one of these, or the path of a profile file (*.json)");
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static Optional<String> resource(String path) {
        try (InputStream in = ProfileRegistry.class.getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the resource " + path, e);
        }
    }
}
