package io.plumbline.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Content encodings of requests, read with a limit: a small body can unfold to a large one. */
final class RequestBodies {
    private RequestBodies() {}

    /** @throws ProblemException 413, 415 or 400 */
    static byte[] decoded(byte[] body, Optional<String> encoding, int bytesMax) {
        if (encoding.isEmpty() || encoding.get().equals("identity")) {
            return limited(body, bytesMax);
        }
        if (!encoding.get().equals("gzip")) {
            throw new ProblemException(Problem.of(
                    415,
                    "UNSUPPORTED_ENCODING",
                    "The content encoding is not known",
                    "send gzip or none",
                    Optional.empty()));
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return limited(in.readNBytes(bytesMax + 1), bytesMax);
        } catch (IOException e) {
            ProblemException problem = ProblemException.invalid("the body is not gzip as its Content-Encoding says");
            problem.initCause(e);
            throw problem;
        }
    }

    private static byte[] limited(byte[] body, int bytesMax) {
        if (body.length > bytesMax) {
            throw new ProblemException(Problem.of(
                    413,
                    "TOO_LARGE",
                    "The request is too large",
                    "more than " + bytesMax + " bytes; send smaller batches",
                    Optional.empty()));
        }
        return body;
    }
}
