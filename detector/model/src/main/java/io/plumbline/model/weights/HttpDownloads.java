package io.plumbline.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bounded HTTP GETs. Follows redirects itself: credentials go only to the origin they were given for, and never from
 * https to http. A broken transfer goes on where it broke off if the server can.
 */
final class HttpDownloads {
    /** A URL and what to prove oneself with at its origin. */
    record Location(URI uri, Map<String, String> credentials) {
        Location {
            credentials = Map.copyOf(credentials);
        }

        /** Takes name and password out of the URL, if it has any. */
        static Location of(URI uri) {
            String user = uri.getRawUserInfo();
            if (user == null) {
                return new Location(uri, Map.of());
            }
            String decoded = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
            String basic = Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
            URI bare = URI.create(uri.toString().replace(user + "@", ""));
            return new Location(bare, Map.of("Authorization", "Basic " + basic));
        }

        /** Another place; the credentials go along only within the origin. */
        Location resolve(String reference) {
            URI target = uri.resolve(reference);
            boolean same = String.valueOf(uri.getScheme()).equals(target.getScheme())
                    && String.valueOf(uri.getAuthority()).equals(target.getAuthority());
            return same ? new Location(target, credentials) : of(target);
        }
    }

    private static final int MAX_REDIRECTS = 5;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_TEXT_BYTES = 16 << 20;
    private static final int NOT_FOUND = 404;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /** Bodies are read here, so that the caller can give up on a silent server; idle threads end after a minute. */
    private static final ExecutorService READERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "plumbline-download");
        thread.setDaemon(true);
        return thread;
    });

    private final HttpClient client;
    private final FetchSettings settings;
    private final Progress progress;

    HttpDownloads(FetchSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** A text of at most 16 MiB with its content type. */
    record Text(String contentType, String body, Location location) {}

    Text text(Location location, String accept) throws FetchException {
        return retried(location, () -> read(location, accept));
    }

    private Text read(Location location, String accept) throws IOException, FetchException {
        Answer answer = get(location, Map.of("Accept", accept));
        try (InputStream in = answer.response().body()) {
            requireStatus(answer, 200);
            Future<byte[]> reading = READERS.submit(() -> in.readNBytes(MAX_TEXT_BYTES + 1));
            byte[] bytes = await(reading, in);
            if (bytes.length > MAX_TEXT_BYTES) {
                throw new FetchException(answer.location().uri() + ": over " + MAX_TEXT_BYTES + " bytes");
            }
            String type = answer.response().headers().firstValue("Content-Type").orElse("");
            return new Text(type, new String(bytes, StandardCharsets.UTF_8), answer.location());
        }
    }

    /** Something over the network that may break off and be tried again. */
    private interface Attempt<T> {
        T run() throws IOException, FetchException;
    }

    private <T> T retried(Location location, Attempt<T> attempt) throws FetchException {
        FetchException last = new FetchException("not tried");
        for (int i = 1; i <= settings.attempts(); i++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                last = new FetchException(location.uri() + ": " + e + " (attempt " + i + ")");
            } finally {
                progress.done();
            }
        }
        throw last;
    }

    /**
     * Downloads into {@code part}, going on from what is there already.
     *
     * @param maxBytes refused beyond
     * @return false if there is no such file (404) and {@code optional}
     */
    boolean download(Location location, Path part, long maxBytes, boolean optional, String label)
            throws FetchException {
        return retried(location, () -> transfer(location, part, maxBytes, optional, label));
    }

    private boolean transfer(Location location, Path part, long maxBytes, boolean optional, String label)
            throws IOException, FetchException {
        Path tagFile = part.resolveSibling(part.getFileName() + ".etag");
        long have = Files.exists(part) && Files.exists(tagFile) ? Files.size(part) : 0;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept-Encoding", "identity");
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            headers.put("If-Range", Files.readString(tagFile));
        }
        Answer answer = get(location, headers);
        try (InputStream in = answer.response().body()) {
            int status = answer.response().statusCode();
            if (status == NOT_FOUND && optional) {
                return false;
            }
            if (status == RANGE_NOT_SATISFIABLE) {
                Files.deleteIfExists(part);
                throw new IOException("the part does not fit the file; begun anew");
            }
            boolean resumed = have > 0 && status == PARTIAL && startsAt(answer, have);
            if (!resumed) {
                requireStatus(answer, 200);
                Files.deleteIfExists(tagFile);
                Optional<String> tag = answer.response().headers().firstValue("ETag");
                if (tag.isPresent() && !tag.get().startsWith("W/")) {
                    Files.writeString(tagFile, tag.get());
                }
            }
            long start = resumed ? have : 0;
            OptionalLong length = answer.response().headers().firstValueAsLong("Content-Length");
            if (length.isPresent() && length.getAsLong() > maxBytes - start) {
                throw new FetchException(location.uri() + ": " + (start + length.getAsLong()) + " bytes, at most "
                        + maxBytes + " expected");
            }
            progress.start(label, length.isPresent() ? start + length.getAsLong() : -1);
            progress.advance(start);
            long end = copy(in, part, start, maxBytes);
            if (length.isPresent() && end != start + length.getAsLong()) {
                throw new IOException("broke off at byte " + end + " of " + (start + length.getAsLong()));
            }
        }
        return true;
    }

    private static boolean startsAt(Answer answer, long offset) {
        return answer.response()
                .headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + offset + "-"))
                .isPresent();
    }

    private long copy(InputStream in, Path part, long start, long maxBytes) throws IOException, FetchException {
        long at = start;
        byte[] buffer = new byte[BUFFER_BYTES];
        StandardOpenOption mode = start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out =
                Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            while (true) {
                Future<Integer> reading = READERS.submit(() -> in.read(buffer));
                int read = await(reading, in);
                if (read < 0) {
                    return at;
                }
                at += read;
                if (at > maxBytes) {
                    throw new FetchException("more than the expected " + maxBytes + " bytes came");
                }
                out.write(buffer, 0, read);
                progress.advance(read);
            }
        }
    }

    private <T> T await(Future<T> reading, InputStream in) throws IOException, FetchException {
        try {
            return reading.get(settings.stallTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            in.close();
            throw new IOException("no byte for " + settings.stallTimeout(), e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchException("interrupted");
        }
    }

    private record Answer(Location location, HttpResponse<InputStream> response) {}

    private Answer get(Location start, Map<String, String> headers) throws IOException, FetchException {
        Location location = start;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(location.uri()).timeout(settings.stallTimeout());
            headers.forEach(request::header);
            location.credentials().forEach(request::header);
            HttpResponse<InputStream> response;
            try {
                response = client.send(request.build(), BodyHandlers.ofInputStream());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FetchException("interrupted");
            }
            Optional<String> target = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || target.isEmpty()) {
                return new Answer(location, response);
            }
            response.body().close();
            Location next = location.resolve(target.get());
            if ("https".equals(location.uri().getScheme())
                    && !"https".equals(next.uri().getScheme())) {
                throw new FetchException(location.uri() + " redirects from https to " + next.uri());
            }
            location = next;
        }
        throw new FetchException(start.uri() + ": more than " + MAX_REDIRECTS + " redirects");
    }

    private static void requireStatus(Answer answer, int wanted) throws FetchException {
        int status = answer.response().statusCode();
        if (status != wanted) {
            throw new FetchException(answer.location().uri() + ": HTTP " + status);
        }
    }
}
