package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KeySet;
import io.plumbline.model.Phase;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.prompt.EncodedPrompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sets {@link Cafe} up on a prompt: which passages stay, and what is attended to less while the answer is written. */
final class CafeSetup {
    private CafeSetup() {}

    static Steered steer(Cafe cafe, PreparedPrompt prepared, PassMeter.Metered model) {
        DecodingPrompt prompt = prepared.prompt();
        int passages = prompt.prompt().passageTokens().size();
        if (passages < 2) {
            return Steered.changed(prepared, model, prompt.prompt().ids(), InterventionPlan.NONE);
        }
        EncodedPrompt reduced = passages > cafe.kept() ? filtered(cafe, prompt, model) : prompt.prompt();
        TokenIds ids = reduced.ids();
        KvCache cache = model.newCache();
        try {
            Reduction.AttentionMass mass = PassageVote.capture(reduced, cafe.voters());
            List<Integer> ranking =
                    ranking(cafe, reduced, model.extend(cache, prefill(ids, mass)), mass, cafe.focused());
            return Steered.from(cache, model, ids, steering(cafe, reduced, ranking));
        } catch (RuntimeException | Error e) {
            cache.close();
            throw e;
        }
    }

    private static EncodedPrompt filtered(Cafe cafe, DecodingPrompt prompt, PassMeter.Metered model) {
        Reduction.AttentionMass mass = PassageVote.capture(prompt.prompt(), cafe.voters());
        ActivationTrace trace = model.forward(prefill(prompt.prompt().ids(), mass));
        List<Integer> best = new ArrayList<>(
                ranking(cafe, prompt.prompt(), trace, mass, cafe.kept()).subList(0, cafe.kept()));
        Collections.reverse(best);
        return prompt.choice().of(best);
    }

    private static ForwardRequest prefill(TokenIds ids, Reduction.AttentionMass mass) {
        int last = ids.size() - 1;
        return new ForwardRequest(ids.slice(0, last), CapturePlan.of(mass), InterventionPlan.NONE, last);
    }

    private static List<Integer> ranking(
            Cafe cafe, EncodedPrompt prompt, ActivationTrace trace, Reduction.AttentionMass mass, int votesEach) {
        return PassageVote.ranking(
                trace.get(mass), cafe.voters().size(), prompt.passageTokens().size(), votesEach);
    }

    private static InterventionPlan steering(Cafe cafe, EncodedPrompt prompt, List<Integer> ranking) {
        List<TokenSpan> others = ranking.subList(Math.min(cafe.focused(), ranking.size()), ranking.size()).stream()
                .map(prompt.passageTokens()::get)
                .toList();
        KeySet keys = KeySet.union(others);
        return keys.isEmpty() || cafe.steered().isEmpty() || cafe.factor() == 1
                ? InterventionPlan.NONE
                : InterventionPlan.of(
                        new Intervention.KeyScale(cafe.steered(), keys, (float) cafe.factor(), Phase.DECODE));
    }
}
