package io.plumbline.cli;

import io.plumbline.ingest.Finding;
import io.plumbline.ingest.IngestException;
import io.plumbline.ingest.JoinLimits;
import io.plumbline.ingest.Otlp;
import io.plumbline.ingest.Span;
import io.plumbline.ingest.SpanReader;
import io.plumbline.ingest.TraceJoiner;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.stages.replay.LogLines;
import io.plumbline.stages.replay.ReplayItem;
import io.plumbline.stages.replay.ReplayPosition;
import io.plumbline.stages.replay.ReplaySource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A file as the OpenTelemetry Collector's file exporter writes it: one request in OTLP JSON a line, of spans or of log records. Chat
 * spans become events as in the gateway, joined with the retrieval spans of their trace.
 *
 * <p>No clock runs: an answer leaves when the root of its trace has been read and something was retrieved for it, else at the end
 * of the file or when the window is full, so that the same file gives the same events in the same order, numbered from 0. Where the
 * gateway did not wait so long, its event has fewer passages and another hash.
 */
final class OtlpFileSource implements ReplaySource {
    /** Of a line: what a Collector batches is larger than a record of ours. */
    private static final int LINE_BYTES_MAX = 32 << 20;

    private static final int TRACES_MAX = 50_000;
    private static final long WINDOW_BYTES_MAX = 256L << 20;
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final Instant ALWAYS_NOW = Instant.EPOCH;

    private final EventCodec codec = new EventCodec();
    private final LogLines lines;
    private final String tenant;
    private final Counts counts = new Counts();

    /** What was found the last time the file was read to its end. */
    static final class Counts {
        private long answers;
        private long lines;
        private long spans;

        private void reset() {
            answers = 0;
            lines = 0;
            spans = 0;
        }

        @Override
        public String toString() {
            return answers + " answers in spans; passed over " + lines + " lines that are no OTLP in JSON and " + spans
                    + " spans that cannot be read";
        }
    }

    private OtlpFileSource(LogLines lines, String tenant) {
        this.lines = lines;
        this.tenant = tenant;
    }

    /** @param tenant whose answers they are: in the gateway that follows from the credential */
    static OtlpFileSource open(Path file, String tenant) {
        return new OtlpFileSource(LogLines.open(file), tenant);
    }

    @Override
    public String identity() {
        return "OTLP file " + lines.hash() + " of tenant " + tenant;
    }

    @Override
    public ReplayPosition end() {
        return ReplayPosition.START;
    }

    @Override
    public ReplaySource endingAt(ReplayPosition end) {
        return this;
    }

    /** For a person, after the file was read. */
    Counts counts() {
        return counts;
    }

    @Override
    public void forEach(ReplayPosition from, Predicate<ReplayItem> more) {
        counts.reset();
        Reading reading = new Reading(from.next().getOrDefault(0, 0L), more);
        lines.forEach(LINE_BYTES_MAX, (number, line) -> reading.line(line));
        reading.end();
    }

    /** One way through the file. */
    private final class Reading {
        private final TraceJoiner joiner =
                new TraceJoiner(new JoinLimits(TRACES_MAX, WINDOW_BYTES_MAX, FOR_EVER, FOR_EVER));
        private final long first;
        private final Predicate<ReplayItem> more;
        private long next;
        private boolean wanted = true;

        Reading(long first, Predicate<ReplayItem> more) {
            this.first = first;
            this.more = more;
        }

        boolean line(byte[] line) {
            List<Span> spans = new ArrayList<>();
            try {
                // a line holds one of the two; the other reads as nothing
                for (Otlp.Batch batch :
                        List.of(Otlp.traces(line, Otlp.Encoding.JSON), Otlp.logs(line, Otlp.Encoding.JSON))) {
                    spans.addAll(batch.spans());
                    counts.spans += batch.malformed();
                }
            } catch (IngestException e) {
                counts.lines++;
                return true;
            }
            List<Finding> findings = new ArrayList<>();
            Set<String> roots = new HashSet<>();
            for (Span span : spans) {
                try {
                    findings.add(SpanReader.read(span));
                } catch (IngestException e) {
                    counts.spans++;
                }
                if (span.root()) {
                    roots.add(span.traceId());
                }
            }
            give(joiner.offer(tenant, findings, roots, ALWAYS_NOW, () -> {}).left());
            return wanted;
        }

        void end() {
            if (wanted) {
                give(joiner.drain());
            }
        }

        private void give(List<TraceJoiner.Joined> left) {
            for (TraceJoiner.Joined joined : left) {
                long number = next++;
                if (wanted && number >= first) {
                    wanted = more.test(new ReplayItem(0, number, joined.event().time(), body(joined)));
                }
                counts.answers++;
            }
        }

        private byte[] body(TraceJoiner.Joined joined) {
            try {
                return codec.encode(joined.event());
            } catch (EventException e) {
                // larger than an event may be: the gateway refuses it, and so does the stage
                return new byte[0];
            }
        }
    }
}
