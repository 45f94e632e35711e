package io.plumbline.detector;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.channels.RecordTrace;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.ModelExecutor;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.audit.AuditEvent;
import io.plumbline.stages.rollout.RolloutMetrics;
import io.plumbline.stages.rollout.RoutedStages;
import io.plumbline.stages.rollout.RoutingChange;
import io.plumbline.stages.rollout.RoutingHistory;
import io.plumbline.stages.rollout.RoutingTable;
import io.plumbline.stages.rollout.RoutingTopic;
import io.plumbline.stages.rollout.RoutingWatcher;
import io.plumbline.stages.rollout.ShadowRunner;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * The routing table in force here, and the profiles on trial.
 *
 * <p>Guarantees. Nothing is judged before the table has been read once. A version that cannot be served as a whole, because a
 * profile is not here or is for another model, changes nothing: the one before stays, and a metric, the log and the audit topic say
 * why. A profile that stays keeps its stage, and with it its window of drift.
 */
@ApplicationScoped
public class RolloutService {
    private static final Logger LOG = Logger.getLogger(RolloutService.class);

    private final DetectionConfig config;
    private final DetectorLoader loader;
    private final RolloutMetrics metrics;
    private final Map<String, Object> brokers;
    private final SideRecords records;
    private final ResultRecords results;

    private volatile Optional<Running> running = Optional.empty();
    private volatile Optional<RoutingWatcher> watcher = Optional.empty();

    /**
     * What there is once the model is.
     *
     * @param loaded model and first profile
     * @param executor the model's
     * @param fallback judges what no route is for
     * @param actives makes the stage of a profile whose verdicts count
     * @param retired learns the name of a profile that judges nobody any more
     */
    record Parts(
            DetectorLoader.Loaded loaded,
            ModelExecutor executor,
            DetectStage fallback,
            Function<DetectorLoader.Candidate, DetectStage> actives,
            Consumer<String> retired) {}

    /** What is in force. */
    private record Running(
            Parts parts,
            ShadowRunner shadows,
            int version,
            String hash,
            RoutedStages stages,
            Map<String, DetectStage> actives,
            Map<String, DetectStage> trials) {}

    public RolloutService(
            DetectionConfig config,
            DetectorLoader loader,
            MeterRegistry registry,
            Config settings,
            @Identifier("default-kafka-broker") Map<String, Object> brokers) {
        this.config = config;
        this.loader = loader;
        this.metrics = new RolloutMetrics(registry);
        this.brokers = brokers;
        this.results = new ResultRecords(settings);
        this.records = new SideRecords(known(ProducerConfig.configNames()));
    }

    private Map<String, Object> known(Set<String> names) {
        Map<String, Object> known = new HashMap<>(brokers);
        known.putIfAbsent("bootstrap.servers", "localhost:9092");
        known.keySet().retainAll(names);
        return known;
    }

    /**
     * Reads the table and goes by it from here on.
     *
     * @throws PlumblineException {@code BUSY} if no broker answers
     */
    void open(Parts parts) {
        ShadowRunner shadows = new ShadowRunner(
                parts.executor(),
                new ShadowRunner.Limits(
                        config.rollout().shadowTrials(), config.rollout().shadowTokens()),
                metrics);
        Running none = new Running(parts, shadows, 0, "", RoutedStages.of(parts.fallback()), Map.of(), Map.of());
        running = Optional.of(none);
        if (!config.rollout().enabled()) {
            return;
        }
        Map<String, Object> client = known(ConsumerConfig.configNames());
        try {
            RoutingTopic.Read read = new RoutingTopic(client, Clock.systemUTC()).read();
            // the newest that can be served: those before it were in force already
            for (RoutingChange change : read.history().versions()) {
                if (apply(change)) {
                    break;
                }
            }
            RoutingHistory history = read.history();
            watcher = Optional.of(new RoutingWatcher(client, read.next(), record -> {
                Optional<RoutingChange> change = history.accept(record);
                change.ifPresent(this::apply);
            }));
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.INVALID_INPUT) {
                throw e;
            }
            LOG.warnf("no routing: %s. Make it with plumbline topics, then restart", e.getMessage());
        }
    }

    /** Which stages an event meets now. */
    RoutedStages.Routed route(ReceivedGeneration received) {
        return running.orElseThrow(() -> new PlumblineException(ErrorCode.BUSY, "no routing table was read yet"))
                .stages()
                .route(received);
    }

    /** Goes by a version, all of it or not at all. */
    private boolean apply(RoutingChange change) {
        Running old = running.orElseThrow();
        try {
            Running next = resolved(old, change);
            running = Optional.of(next);
            retire(old, next);
            metrics.applied(change.version(), names(next.trials()));
            LOG.infof(
                    "routing version %d by %s: %d routes, profiles %s",
                    change.version(),
                    change.by(),
                    change.table().routes().size(),
                    change.table().profiles());
            audit(AuditEvent.Action.ROUTING_APPLIED, change, old, Optional.empty());
            return true;
        } catch (PlumblineException e) {
            metrics.refused();
            LOG.errorf(
                    "routing version %d by %s is refused, version %d stays: %s, %s",
                    change.version(), change.by(), old.version(), e.code(), e.getMessage());
            audit(AuditEvent.Action.ROUTING_REFUSED, change, old, Optional.of(e.code() + ": " + e.getMessage()));
            return false;
        }
    }

    private Running resolved(Running old, RoutingChange change) {
        RoutingTable table = change.table();
        Map<String, DetectStage> actives = new HashMap<>();
        Map<String, DetectStage> trials = new HashMap<>();
        Map<String, DetectorLoader.Candidate> candidates = new HashMap<>();
        for (String name : table.profiles()) {
            candidates.put(name, loader.profile(old.parts().loaded(), name));
        }
        table.routes().forEach(route -> {
            actives.computeIfAbsent(route.active(), name -> active(old, Objects.requireNonNull(candidates.get(name))));
            route.shadows()
                    .forEach(shadow -> trials.computeIfAbsent(
                            shadow, name -> trial(old, Objects.requireNonNull(candidates.get(name)))));
        });
        return new Running(
                old.parts(),
                old.shadows(),
                change.version(),
                change.hash(),
                new RoutedStages(table, old.parts().fallback(), actives, trials),
                actives,
                trials);
    }

    private static void retire(Running old, Running next) {
        Set<String> kept = new HashSet<>(names(next.actives()));
        kept.add(next.parts().fallback().identity().profileName());
        names(old.actives()).stream()
                .filter(name -> !kept.contains(name))
                .forEach(next.parts().retired());
    }

    private static Set<String> names(Map<String, DetectStage> stages) {
        return stages.values().stream()
                .map(stage -> stage.identity().profileName())
                .collect(Collectors.toSet());
    }

    private static DetectStage active(Running old, DetectorLoader.Candidate candidate) {
        DetectStage fallback = old.parts().fallback();
        String id = DetectionService.identity(candidate).profileId();
        if (fallback.identity().profileId().equals(id)) {
            return fallback;
        }
        return old.actives().values().stream()
                .filter(stage -> stage.identity().profileId().equals(id))
                .findFirst()
                .orElseGet(() -> old.parts().actives().apply(candidate));
    }

    private static DetectStage trial(Running old, DetectorLoader.Candidate candidate) {
        return old.parts().fallback().onTrial(candidate.detector(), DetectionService.identity(candidate));
    }

    private void audit(AuditEvent.Action action, RoutingChange change, Running old, Optional<String> why) {
        Map<String, String> details = new HashMap<>();
        details.put("version", Integer.toString(change.version()));
        details.put("hash", change.hash());
        details.put("changedBy", change.by());
        details.put("previousVersion", Integer.toString(old.version()));
        details.put("previousHash", old.hash());
        why.ifPresent(text -> details.put("why", text));
        try {
            records.audit(new AuditEvent(Instant.now(), action, records.host(), details));
        } catch (PlumblineException e) {
            LOG.warnf("the audit topic did not take that: %s", e.getMessage());
        }
    }

    /** Lets the profiles on trial judge what the active one has scored; returns at once. */
    void tryOut(RoutedStages.Routed routed, ReceivedGeneration received, StageResult result, RecordTrace trace) {
        Optional<VerdictEvent> scored = result.verdict().filter(verdict -> verdict.outcome() instanceof Outcome.Scored);
        if (routed.shadows().isEmpty() || scored.isEmpty()) {
            return;
        }
        ShadowRunner shadows = running.orElseThrow().shadows();
        for (DetectStage shadow : routed.shadows()) {
            long offered = System.nanoTime();
            shadows.offer(new ShadowRunner.Trial(received, scored.get(), shadow, judged -> results.shadow(
                            new RecordDetection.Judged(judged, shadow.identity().environment(), offered, trace))
                    .ifPresent(records::shadow)));
        }
    }

    /** Nothing changes and nothing is tried out any more. */
    void close() {
        watcher.ifPresent(RoutingWatcher::close);
        running.ifPresent(now -> now.shadows().close());
        records.close();
    }
}
