package io.plumbline.model;

import java.util.List;

/** Holds a request against a model's shape; both forward passes call it first, so that they refuse the same things. */
public final class RequestChecks {
    private RequestChecks() {}

    /**
     * Refuses what cannot run.
     *
     * @param past tokens already in the cache
     * @throws PlumblineException {@link ErrorCode#INPUT_TOO_LONG} or {@link ErrorCode#INVALID_REQUEST}
     */
    public static void check(ModelConfig config, ForwardRequest request, int past) {
        int end = past + request.ids().size();
        if (end > config.contextLength()) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG, end + " tokens, and the model's window is " + config.contextLength());
        }
        for (int i = 0; i < request.ids().size(); i++) {
            if (request.ids().at(i) >= config.vocabulary()) {
                throw invalid("token id " + request.ids().at(i) + " of a vocabulary of " + config.vocabulary());
            }
        }
        for (Capture capture : request.captures().captures()) {
            checkCapture(config, capture, past, end);
        }
        for (Intervention intervention : request.interventions().interventions()) {
            if (intervention instanceof Intervention.HeadKnockout knockout) {
                checkHeads(config, knockout.heads());
                checkMeans(config, knockout);
            } else if (intervention instanceof Intervention.HeadScale scale) {
                checkHeads(config, scale.heads());
            } else if (intervention instanceof Intervention.HeadWindow window) {
                checkHeads(config, window.heads());
            } else if (intervention instanceof Intervention.KeyScale scale) {
                checkHeads(config, scale.heads());
                checkKeys(scale.keys(), end);
            } else if (intervention instanceof Intervention.FfnScale scale) {
                checkLayer(config, scale.layer());
            } else {
                throw new IllegalStateException("unknown intervention " + intervention);
            }
        }
    }

    /**
     * Refuses what a compressed cache cannot answer: whatever reads attention over all keys.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST}
     */
    public static void checkCompressed(ForwardRequest request) {
        for (Capture capture : request.captures().captures()) {
            if (readsAttention(capture)) {
                throw invalid("the cache is compressed, and this reads attention over all keys: " + capture);
            }
        }
        for (Intervention intervention : request.interventions().interventions()) {
            if (intervention instanceof Intervention.HeadKnockout knockout && knockout.mode() == KnockoutMode.UNIFORM) {
                throw invalid(
                        "the cache is compressed, and UNIFORM averages over all values: knock out by ZERO or MEAN");
            }
            if (intervention instanceof Intervention.HeadWindow || intervention instanceof Intervention.KeyScale) {
                throw invalid("the cache is compressed, and this speaks of keys that may be gone: " + intervention);
            }
        }
    }

    /** Whether a capture reads attention over all keys. */
    public static boolean readsAttention(Capture capture) {
        return capture instanceof HookPoint.AttentionPattern
                || capture instanceof Reduction.AttendedStateCosine
                || capture instanceof Reduction.AttentionMass
                || capture instanceof Reduction.TopKeyHits
                || capture instanceof Reduction.TokenMatchMass
                || capture instanceof Reduction.PointedToken
                || capture instanceof Reduction.AttentionEntropy;
    }

    /**
     * Refuses to make a compressed cache shorter.
     *
     * @throws IllegalArgumentException if {@code wished} lies outside of {@code [0, length]}
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST} if it is below {@code length}
     */
    public static void checkTruncation(int length, int wished) {
        if (wished < 0 || wished > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " tokens to " + wished);
        }
        if (wished < length) {
            throw invalid(
                    "a compressed cache cannot go back from " + length + " tokens to " + wished + ": branch it before");
        }
    }

    private static void checkCapture(ModelConfig config, Capture capture, int past, int end) {
        TokenSpan rows = capture.rows();
        if (rows.isEmpty() || rows.start() < past || rows.end() > end) {
            throw invalid("rows " + rows + " of a pass over [" + past + ", " + end + "): " + capture);
        }
        if (capture instanceof HookPoint.AttentionPattern c) {
            checkHeads(config, List.of(c.head()));
        } else if (capture instanceof HookPoint.HeadOutput c) {
            checkHeads(config, List.of(c.head()));
        } else if (capture instanceof HookPoint.Residual c) {
            checkLayer(config, c.layer());
        } else if (capture instanceof HookPoint.FfnOutput c) {
            checkLayer(config, c.layer());
        } else if (capture instanceof Reduction.LensDivergence c) {
            checkLayer(config, c.layer());
        } else if (capture instanceof Reduction.PredictionDivergence c) {
            if (c.states().columns() != config.width()) {
                throw invalid("states as wide as " + c.states() + "; needed " + config.width());
            }
        } else if (capture instanceof Reduction.LensRank c) {
            checkLayer(config, c.layer());
        } else if (capture instanceof Reduction.AttendedStateCosine c) {
            checkHeads(config, c.heads());
            checkKeys(c.keys(), end);
        } else if (capture instanceof Reduction.AttentionMass c) {
            checkHeads(config, c.heads());
            c.keySets().forEach(keys -> checkKeys(keys, end));
        } else if (capture instanceof Reduction.TopKeyHits c) {
            checkHeads(config, c.heads());
            c.keySets().forEach(keys -> checkKeys(keys, end));
        } else if (capture instanceof Reduction.TokenMatchMass c) {
            checkHeads(config, c.heads());
            checkKeys(c.keys(), end);
        } else if (capture instanceof Reduction.PointedToken c) {
            checkHeads(config, c.heads());
            checkKeys(c.keys(), end);
        } else if (capture instanceof Reduction.AttentionEntropy c) {
            checkHeads(config, c.heads());
        }
    }

    private static void checkMeans(ModelConfig config, Intervention.HeadKnockout knockout) {
        knockout.means().forEach((head, mean) -> {
            if (mean.rows() != 1 || mean.columns() != config.headWidth()) {
                throw invalid("mean of head " + head + " is " + mean + "; needed 1 x " + config.headWidth());
            }
        });
    }

    private static void checkHeads(ModelConfig config, List<HeadId> heads) {
        for (HeadId head : heads) {
            if (!config.has(head)) {
                throw invalid("head " + head + " of a model with " + config.layers() + " layers of " + config.heads());
            }
        }
    }

    private static void checkLayer(ModelConfig config, int layer) {
        if (layer >= config.layers()) {
            throw invalid("layer " + layer + " of " + config.layers());
        }
    }

    private static void checkKeys(KeySet keys, int end) {
        if (!keys.isEmpty() && keys.at(keys.size() - 1) >= end) {
            throw invalid("key " + keys.at(keys.size() - 1) + " of " + end + " tokens");
        }
    }

    private static PlumblineException invalid(String message) {
        return new PlumblineException(ErrorCode.INVALID_REQUEST, message);
    }
}
