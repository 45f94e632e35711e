package io.plumbline.model.djl;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.testkit.CompressedCacheContract;

/** The engine compresses its cache as the reference does, in float32. */
class DjlCompressedCacheTest extends CompressedCacheContract {
    @Override
    protected InstrumentedModel open(ModelWeights weights) {
        return DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, 1);
    }
}
