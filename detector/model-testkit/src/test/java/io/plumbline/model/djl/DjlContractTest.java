package io.plumbline.model.djl;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.testkit.ForwardPassContract;

/** The engine keeps the contract in float32. */
class DjlContractTest extends ForwardPassContract {
    @Override
    protected InstrumentedModel open(ModelWeights weights) {
        return DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, 1);
    }
}
