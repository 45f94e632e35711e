package io.plumbline.mitigation.strategy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.sampling.Decoded;
import io.plumbline.model.sampling.StepController;
import io.plumbline.model.sampling.TokenSampler;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Runs strategies on a model: writes an answer, or says how likely given ones are. Both go through the same steps, so that the
 * likelihood of what was written greedily is that of the tokens chosen.
 *
 * <p>Deterministic: equal arguments give equal results on equal {@link InstrumentedModel#environment() environments}. Holds no
 * engine object between calls; may be called from any thread, by one at a time. The models belong to the caller.
 */
public final class StrategyDecoder {
    private final LoadedModel loaded;
    private final Optional<LoadedModel> second;
    private final Optional<Profile> profile;

    /**
     * @param loaded writes
     * @param second smaller model with the same tokenizer, for {@link DeCoRe#lite()}
     * @param profile for {@link AarfTrigger.ProfileScore}
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST} if the two models' tokenizers differ
     */
    public StrategyDecoder(LoadedModel loaded, Optional<LoadedModel> second, Optional<Profile> profile) {
        this.loaded = Objects.requireNonNull(loaded, "loaded is null");
        this.second = Objects.requireNonNull(second, "second is null");
        this.profile = Objects.requireNonNull(profile, "profile is null");
        second.ifPresent(other -> {
            if (!other.tokenizer().sha256().equals(loaded.tokenizer().sha256())) {
                throw invalid("models " + loaded.name() + " and " + other.name()
                        + " have different tokenizers, so their predictions cannot be contrasted");
            }
        });
    }

    public LoadedModel model() {
        return loaded;
    }

    /**
     * Refuses a strategy that cannot run here, before anything is decoded.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST} if it names heads or layers that the model lacks, or needs a
     *     second model or a profile; {@link ErrorCode#PROFILE_MISMATCH} if the profile cannot trigger it
     */
    public void requireRunnable(Strategy strategy) {
        if (strategy instanceof Knockout knockout) {
            requireHeads(knockout.mask().heads(), loaded);
        } else if (strategy instanceof DeCoRe decore) {
            requireHeads(decore.mask().heads(), decore.lite() ? smaller(decore) : loaded);
        } else if (strategy instanceof Aarf aarf) {
            requireHeads(aarf.heads(), loaded);
            requireLayers(aarf.layers());
            if (aarf.trigger() instanceof AarfTrigger.Redeep rule) {
                requireHeads(rule.heads(), loaded);
                requireLayers(rule.layers());
            } else if (aarf.trigger() instanceof AarfTrigger.ProfileScore) {
                ProfileTrigger.requireKnownBefore(profile());
            }
        } else if (strategy instanceof Cafe cafe) {
            requireHeads(cafe.voters(), loaded);
            requireHeads(cafe.steered(), loaded);
        }
    }

    /**
     * Id of the profile that what a strategy writes depends on, besides its settings; empty for all but {@link
     * AarfTrigger.ProfileScore}.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST} if it needs a profile and there is none
     */
    public Optional<String> triggerProfileId(Strategy strategy) {
        return strategy instanceof Aarf aarf && aarf.trigger() instanceof AarfTrigger.ProfileScore
                ? Optional.of(ProfileCodec.id(profile()))
                : Optional.empty();
    }

    private static void requireHeads(List<HeadId> heads, LoadedModel model) {
        heads.stream()
                .filter(head -> !model.model().config().has(head))
                .findFirst()
                .ifPresent(head -> {
                    throw invalid("head " + head + " is not in model " + model.name());
                });
    }

    private void requireLayers(List<Integer> layers) {
        layers.stream()
                .filter(layer -> layer >= loaded.model().config().layers())
                .findFirst()
                .ifPresent(layer -> {
                    throw invalid("layer " + layer + " is not in model " + loaded.name());
                });
    }

    /**
     * Writes an answer.
     *
     * @param cancelled asked before each step; what is there when it says yes comes back with the end {@code CANCELLED}, as
     *     it does when {@code limits} are reached
     * @throws PlumblineException {@link ErrorCode#INPUT_TOO_LONG} if the prompt does not fit, {@link
     *     ErrorCode#INVALID_REQUEST} if the strategy does not fit the model, {@link ErrorCode#PROFILE_MISMATCH}, or as the
     *     model throws
     */
    public Candidate write(Strategy strategy, DecodingPrompt prompt, DecodingLimits limits, BooleanSupplier cancelled) {
        try (PreparedPrompt alone = new PreparedPrompt(prompt)) {
            return write(strategy, alone, limits, cancelled);
        }
    }

    /** Writes an answer to a prompt that other strategies may have run on; else as {@link #write}. */
    public Candidate write(Strategy strategy, PreparedPrompt prompt, DecodingLimits limits, BooleanSupplier cancelled) {
        PassMeter meter = new PassMeter();
        BooleanSupplier stop = () -> cancelled.getAsBoolean() || meter.reached(limits);
        Decoded decoded;
        if (stop.getAsBoolean()) {
            decoded = new Decoded(TokenIds.of(), Decoded.End.CANCELLED, 0);
        } else {
            try (Steered steered = steer(strategy, prompt, meter)) {
                decoded = steered.run(sampler(strategy), limits.newTokens(), stopIds(), stop);
            }
        }
        return new Candidate(
                loaded.tokenizer().decodeWithoutSpecialTokens(decoded.ids()).strip(),
                decoded.ids(),
                strategy.title(),
                Strategy.VERSION,
                decoded.end(),
                meter.cost(decoded.ids().size(), decoded.reruns()));
    }

    /**
     * How likely the strategy is to write each of some continuations; the prompt runs once for all of them.
     *
     * @param continuations not empty each
     * @throws PlumblineException as {@link #write}
     */
    public List<Likelihood> score(Strategy strategy, DecodingPrompt prompt, List<TokenIds> continuations) {
        try (PreparedPrompt alone = new PreparedPrompt(prompt)) {
            return score(strategy, alone, continuations);
        }
    }

    /** Likelihoods on a prompt that other strategies may have run on; else as {@link #score}. */
    public List<Likelihood> score(Strategy strategy, PreparedPrompt prompt, List<TokenIds> continuations) {
        List<Likelihood> likelihoods = new ArrayList<>();
        try (Steered steered = steer(strategy, prompt, new PassMeter())) {
            for (TokenIds continuation : continuations) {
                Forced forced = new Forced(continuation);
                Decoded decoded = steered.run(forced, continuation.size(), Set.of(), () -> false);
                if (!decoded.ids().equals(continuation)) {
                    throw new PlumblineException(
                            ErrorCode.INPUT_TOO_LONG,
                            "prompt and continuation of " + continuation.size() + " tokens do not fit the window of "
                                    + loaded.model().config().contextLength());
                }
                likelihoods.add(new Likelihood(forced.logProbabilities));
            }
        }
        return likelihoods;
    }

    private Set<Integer> stopIds() {
        return loaded.tokenizer().eosId().stream().boxed().collect(Collectors.toSet());
    }

    private static TokenSampler sampler(Strategy strategy) {
        if (strategy instanceof Regenerate regenerate && regenerate.sampling().isPresent()) {
            Regenerate.Sampling sampling = regenerate.sampling().get();
            return TokenSampler.nucleus(sampling.temperature(), sampling.topP(), sampling.seed());
        }
        return TokenSampler.greedy();
    }

    private Steered steer(Strategy strategy, PreparedPrompt prepared, PassMeter meter) {
        requireRunnable(strategy);
        PassMeter.Metered model = meter.on(loaded.model());
        DecodingPrompt prompt = prepared.prompt();
        TokenIds ids = prompt.prompt().ids();
        if (strategy instanceof Regenerate) {
            return Steered.changed(prepared, model, ids, InterventionPlan.NONE);
        }
        if (strategy instanceof Knockout knockout) {
            return Steered.changed(prepared, model, ids, knockout.mask().plan());
        }
        if (strategy instanceof ContextAwareDecoding cad) {
            Contrast rule = new Contrast(new ContrastWeight.Static(cad.alpha()), cad.floor());
            TokenIds without = prompt.withoutPassages().ids();
            return Steered.against(prepared, model, ids, model, without, InterventionPlan.NONE, rule);
        }
        if (strategy instanceof DeCoRe decore) {
            return steer(decore, prepared, model);
        }
        if (strategy instanceof Aarf aarf) {
            return steer(aarf, prepared, model);
        }
        if (strategy instanceof Cafe cafe) {
            return CafeSetup.steer(cafe, prepared, model);
        }
        throw new IllegalStateException("unknown strategy " + strategy);
    }

    private Steered steer(DeCoRe decore, PreparedPrompt prepared, PassMeter.Metered model) {
        Contrast rule = new Contrast(decore.weight(), decore.floor());
        TokenIds ids = prepared.prompt().prompt().ids();
        if (!decore.lite()) {
            return Steered.againstMasked(prepared, model, ids, decore.mask(), rule);
        }
        PassMeter.Metered other = model.meter().on(smaller(decore).model());
        return Steered.against(prepared, model, ids, other, ids, decore.mask().plan(), rule);
    }

    private Steered steer(Aarf aarf, PreparedPrompt prepared, PassMeter.Metered model) {
        Supplier<StepTrigger> triggers = triggers(aarf, prepared.prompt());
        Supplier<StepController> controllers = () -> new AarfController(aarf, triggers.get());
        boolean wholePrompt = aarf.mode() == ScoringMode.LEGACY;
        return Steered.controlled(prepared, model, prepared.prompt().prompt().ids(), wholePrompt, controllers);
    }

    private Supplier<StepTrigger> triggers(Aarf aarf, DecodingPrompt prompt) {
        if (aarf.trigger() instanceof AarfTrigger.Redeep rule) {
            int vocabulary = loaded.model().config().vocabulary();
            return () -> new RedeepTrigger(rule, aarf.mode(), prompt.prompt(), vocabulary);
        }
        if (aarf.trigger() instanceof AarfTrigger.Always) {
            return () -> StepTrigger.ALWAYS;
        }
        if (aarf.trigger() instanceof AarfTrigger.ProfileScore score) {
            Profile fitted = profile();
            return () -> ProfileTrigger.of(fitted, score.threshold(), prompt.prompt());
        }
        throw new IllegalStateException("unknown trigger " + aarf.trigger());
    }

    private LoadedModel smaller(DeCoRe decore) {
        return second.orElseThrow(
                () -> invalid("strategy " + decore.title() + " contrasts with a second model: name one"));
    }

    private Profile profile() {
        return profile.orElseThrow(() -> invalid("AARF is to be triggered by a profile's score: name a profile"));
    }

    private static PlumblineException invalid(String message) {
        return new PlumblineException(ErrorCode.INVALID_REQUEST, message);
    }

    /** Chooses given tokens and notes how likely each was. */
    private static final class Forced implements TokenSampler {
        private final TokenIds tokens;
        private final List<Double> logProbabilities = new ArrayList<>();

        Forced(TokenIds tokens) {
            if (tokens.size() == 0) {
                throw new IllegalArgumentException("an empty continuation has no likelihood");
            }
            this.tokens = tokens;
        }

        @Override
        public int choose(float[] logits) {
            int token = tokens.at(logProbabilities.size());
            double logProbability = logits[token] - Softmax.logSum(logits);
            if (Double.isNaN(logProbability)) {
                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "the likelihood of token " + token + " is NaN");
            }
            logProbabilities.add(logProbability);
            return token;
        }
    }
}
