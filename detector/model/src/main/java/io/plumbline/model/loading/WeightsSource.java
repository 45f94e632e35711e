package io.plumbline.model.loading;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;

/** Where a loaded model's weights can be read again, for what looks at weights rather than runs the model. */
@FunctionalInterface
public interface WeightsSource {
    /** A model whose weights cannot be had any more. */
    WeightsSource NONE = () -> {
        throw new PlumblineException(
                ErrorCode.INVALID_REQUEST, "the weights of this model are not at hand: load it from a file");
    };

    /**
     * Opens the weights; the caller closes them.
     *
     * @throws PlumblineException MODEL_NOT_REACHABLE or MODEL_FILE_CORRUPT if the file is gone or has changed; INVALID_REQUEST
     *     if there never was one
     */
    ModelWeights open();
}
