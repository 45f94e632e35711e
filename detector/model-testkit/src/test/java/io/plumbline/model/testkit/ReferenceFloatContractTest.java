package io.plumbline.model.testkit;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.reference.ReferenceModel;

/** The plain-Java pass in float keeps the contract: what float costs, and that the contract can be kept. */
class ReferenceFloatContractTest extends ForwardPassContract {
    @Override
    protected InstrumentedModel open(ModelWeights weights) {
        return ReferenceModel.inFloat(weights);
    }
}
