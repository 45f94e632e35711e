package io.plumbline.model.testkit;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.ForwardingModel;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvCache;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real tiny model that writes what it is told: its logits at decode rows spell a text, then end. With heads knocked out it
 * writes another text. Everything else, all scoring included, is the model's own.
 */
public final class ScriptedModel extends ForwardingModel {
    private static final CharacterTokenizer TOKENIZER = new CharacterTokenizer();

    private final String plain;
    private final String masked;
    private final AtomicInteger failures;

    /**
     * A model that writes.
     *
     * @param model everything but what is written, over the vocabulary of {@link CharacterTokenizer}
     * @param plain what is written
     * @param masked what is written with heads knocked out
     * @param failures decoding passes that fail before one succeeds
     */
    public ScriptedModel(InstrumentedModel model, String plain, String masked, int failures) {
        super(model);
        this.plain = plain;
        this.masked = masked;
        this.failures = new AtomicInteger(failures);
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made to fail");
        }
        ActivationTrace trace = super.extend(cache, request);
        Map<Capture, FloatMatrix> values = new HashMap<>();
        for (Capture capture : request.captures().captures()) {
            values.put(capture, capture instanceof HookPoint.Logits ? scripted(cache, request) : trace.get(capture));
        }
        return ActivationTrace.of(request.captures(), values);
    }

    private FloatMatrix scripted(KvCache cache, ForwardRequest request) {
        TokenIds script = TOKENIZER
                .encode(request.interventions().isEmpty() ? plain : masked)
                .ids();
        int written = cache.length() - 1 - request.decodeFrom();
        float[] logits = new float[config().vocabulary()];
        logits[written < script.size() ? script.at(written) : CharacterTokenizer.END] = 10;
        return FloatMatrix.owning(1, logits.length, logits);
    }
}
