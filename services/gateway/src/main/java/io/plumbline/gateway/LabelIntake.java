package io.plumbline.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.context.Context;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.LabelEvent;
import io.plumbline.schemas.VerdictEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * From what a person says about a verdict to a record the broker has confirmed. Published as often as it is said, so that the last
 * word is the last on the topic; a repetition of the last word is not counted twice, as far as this gateway remembers.
 */
@ApplicationScoped
public class LabelIntake {
    private static final Logger LOG = Logger.getLogger(LabelIntake.class);

    /** Last words remembered, oldest forgotten first. */
    private static final int REMEMBERED = 10_000;

    private static final int REQUEST_BYTES_MAX = 1 << 15;
    private static final Set<String> LABELS = Set.of(Label.SUPPORTED.name(), Label.HALLUCINATED.name());
    private static final Set<String> SAID = Set.of("label", "spans", "annotator", "comment");

    private final EventCodec codec = new EventCodec();
    private final ObjectMapper json = new ObjectMapper();
    private final LabelPublisher publisher;
    private final GatewayMetrics metrics;

    /** By verdict and annotator. Guarded by itself. */
    private final Map<List<String>, String> lastWords = new LinkedHashMap<>();

    /**
     * A label the broker has.
     *
     * @param label it
     * @param repetition whether the same person said just that before
     */
    record Receipt(LabelEvent label, boolean repetition) {}

    public LabelIntake(LabelPublisher publisher, GatewayMetrics metrics) {
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /**
     * Completes once the broker has it; fails with a {@link ProblemException}.
     *
     * @param said {@code label, spans?, annotator, comment?}
     * @param caller trace context of the request
     */
    Uni<Receipt> accept(VerdictEvent verdict, byte[] said, Context caller) {
        return Uni.createFrom().deferred(() -> {
            LabelEvent label = decode(verdict, said);
            return publisher
                    .publish(label, codec.encode(label), caller)
                    .onFailure()
                    .transform(failure -> {
                        LOG.warnf("a label was not confirmed by the broker: %s", failure);
                        return ProblemException.brokerUnavailable(label.eventId(), failure);
                    })
                    .map(confirmed -> confirmed(label));
        });
    }

    private Receipt confirmed(LabelEvent label) {
        boolean repetition = repeats(label);
        if (!repetition) {
            metrics.feedback(label.verdictLabel().map(Label::name).filter(LABELS::contains), label.label());
        }
        return new Receipt(label, repetition);
    }

    private boolean repeats(LabelEvent label) {
        List<String> who = List.of(label.verdictId(), label.annotator());
        synchronized (lastWords) {
            String before = lastWords.remove(who);
            lastWords.put(who, label.labelId());
            if (lastWords.size() > REMEMBERED) {
                lastWords.remove(lastWords.keySet().iterator().next());
            }
            return label.labelId().equals(before);
        }
    }

    private LabelEvent decode(VerdictEvent verdict, byte[] said) {
        ObjectNode event = parse(said);
        event.fieldNames().forEachRemaining(name -> {
            if (!SAID.contains(name)) {
                throw refused("/" + name, "not a field of a label; these are: label, spans, annotator, comment");
            }
        });
        if (!LABELS.contains(event.path("label").asText())) {
            throw refused("/label", "either SUPPORTED or HALLUCINATED");
        }
        event.put("schemaVersion", Event.CURRENT_VERSION);
        // its own id follows from what is said, once that is known to be well formed
        event.put("labelId", verdict.verdictId());
        event.put("verdictId", verdict.verdictId());
        event.put("eventId", verdict.eventId());
        event.put("tenant", verdict.tenant());
        event.put("profileName", verdict.profileName());
        try {
            LabelEvent form = codec.decodeStrict(LabelEvent.class, json.writeValueAsBytes(event));
            return LabelEvent.of(verdict, form.label(), form.spans(), form.annotator(), form.comment());
        } catch (EventException e) {
            throw new ProblemException(Problem.of(e), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private ObjectNode parse(byte[] said) {
        byte[] body = RequestBodies.decoded(said, Optional.empty(), REQUEST_BYTES_MAX);
        try {
            JsonNode tree = json.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw unparsable(e);
        }
        throw unparsable(new IOException("not an object"));
    }

    private static ProblemException unparsable(IOException cause) {
        return new ProblemException(
                Problem.of(
                        400,
                        "UNPARSABLE",
                        "The body is not a JSON object",
                        "send {\"label\", \"spans\"?, \"annotator\", \"comment\"?}",
                        Optional.empty()),
                cause);
    }

    private static ProblemException refused(String pointer, String detail) {
        return new ProblemException(new Problem(
                "urn:plumbline:problem:schema-invalid",
                "The label does not follow its schema",
                422,
                "SCHEMA_INVALID",
                pointer + ": " + detail,
                Optional.empty(),
                Optional.of(pointer),
                List.of(new EventException.Violation(pointer, detail))));
    }
}
