package io.plumbline.channels;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.concurrent.CompletionException;

/** What a failed piece of work on a record means. */
public final class Failures {
    private Failures() {}

    /** What failed, without the wrapping of a future. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Whether the service ends: the record stays as it is and is read again. */
    public static boolean isEnding(Throwable cause) {
        return cause instanceof PlumblineException known && known.code() == ErrorCode.BUSY;
    }
}
