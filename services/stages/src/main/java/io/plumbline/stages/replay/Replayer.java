package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Source;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.InvalidGeneration;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.StageResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges a log's events again.
 *
 * <p>Guarantees. Through the same stage as the stream, so that equal events, profile and environment give verdicts of equal bytes.
 * Nothing is written but the files of its folder and its sink. A run that ended early, killed or not, goes on where its checkpoint
 * says when it is started again with the same log, record, profiles and environment, and leaves the same bytes in the folder as a
 * run at one go; the sink may get up to {@value #CHECKPOINT_ROWS} verdicts twice. What is in memory does not grow with the log, but
 * for {@link RecordedVerdicts} and the stage's own bounded memory of ids.
 */
public final class Replayer {
    private static final int CHECKPOINT_ROWS = 50;
    private static final int SCORERS_MAX = 2;

    private final EventCodec codec = new EventCodec();
    private final ReplaySource source;
    private final List<ReplayScorer> scorers;
    private final RecordedVerdicts recorded;
    private final ReplayPace pace;
    private final ReplaySink sink;
    private final String job;

    /**
     * A replay.
     *
     * @param scorers one, or two to be compared
     * @param recorded what to compare the first one's verdicts with
     */
    public Replayer(
            ReplaySource source,
            List<ReplayScorer> scorers,
            RecordedVerdicts recorded,
            ReplayPace pace,
            ReplaySink sink) {
        if (scorers.isEmpty() || scorers.size() > SCORERS_MAX) {
            throw new IllegalArgumentException(scorers.size() + " profiles; one or two can be replayed");
        }
        this.source = source;
        this.scorers = List.copyOf(scorers);
        this.recorded = recorded;
        this.pace = pace;
        this.sink = sink;
        // all that a row depends on: rows of before are kept, and are not held against a record once more
        String what = Stream.concat(
                        Stream.of(source.identity(), recorded.identity()),
                        scorers.stream().map(ReplayScorer::dependsOn))
                .collect(Collectors.joining("\n"));
        this.job = Hashes.sha256(what.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Id of the job: equal for the same log, stretch, record, profiles and environment. */
    public String job() {
        return job;
    }

    /**
     * Runs, or goes on, to the end of the log.
     *
     * @param directory for its files; of a replay of the same job, or new
     * @param progress is told the number of events judged so far
     * @return how many events there were
     * @throws PlumblineException {@code INVALID_INPUT} if the folder holds another replay
     */
    public long run(Path directory, LongConsumer progress) throws IOException {
        Files.createDirectories(directory);
        ReplayCheckpoint began =
                ReplayCheckpoint.read(directory).orElseGet(() -> ReplayCheckpoint.start(job, source.end()));
        if (!began.job().equals(job)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    directory + " holds the replay " + began.job()
                            + " of another log, record, profile, attribution or environment: name another folder");
        }
        try (ReplayFiles files = ReplayFiles.open(directory, scorers.size(), began)) {
            Run run = new Run(directory, files, began);
            source.endingAt(began.end()).forEach(began.next(), item -> {
                run.judge(item);
                progress.accept(run.rows);
                return true;
            });
            run.checkpoint();
            return run.rows;
        }
    }

    /** The state of one run. */
    private final class Run {
        private final Path directory;
        private final ReplayFiles files;
        private final ReplayPosition end;
        private ReplayPosition next;
        private long rows;

        Run(Path directory, ReplayFiles files, ReplayCheckpoint began) {
            this.directory = directory;
            this.files = files;
            this.end = began.end();
            this.next = began.next();
            this.rows = began.rows();
        }

        void judge(ReplayItem item) {
            pace.await(item);
            try {
                write(item);
                rows++;
                next = next.after(item.partition(), item.number());
                if (rows % CHECKPOINT_ROWS == 0) {
                    checkpoint();
                }
            } catch (IOException e) {
                throw new PlumblineException(
                        ErrorCode.BUSY,
                        "cannot write to " + directory + ": " + e.getMessage() + ". Run again to go on",
                        e);
            }
        }

        private void write(ReplayItem item) throws IOException {
            Optional<GenerationEvent> event = Optional.empty();
            List<Judged> verdicts = new ArrayList<>();
            for (int i = 0; i < scorers.size(); i++) {
                Decoded decoded = Replayer.this.judge(scorers.get(i), item);
                event = decoded.event();
                Optional<VerdictEvent> verdict = decoded.result().verdict();
                if (verdict.isEmpty()) {
                    verdicts.add(Judged.NONE);
                } else {
                    byte[] body = codec.encode(verdict.get());
                    files.line(ReplayFiles.verdicts(i), body);
                    sink.accept(job, verdict.get().eventId(), body);
                    verdicts.add(Judged.of(verdict.get(), body));
                }
            }
            files.line(ReplayFiles.ROWS, row(item, event, verdicts).toJson().getBytes(StandardCharsets.UTF_8));
        }

        void checkpoint() throws IOException {
            new ReplayCheckpoint(job, next, end, rows, files.sync()).write(directory);
        }
    }

    private record Decoded(Optional<GenerationEvent> event, StageResult result) {}

    private Decoded judge(ReplayScorer scorer, ReplayItem item) {
        try {
            // the profiles are those of the replay, whichever the event asked for
            ReceivedGeneration received = ReceivedGeneration.decode(codec, item.body(), Optional.empty());
            return new Decoded(Optional.of(received.event()), scorer.judge().apply(received));
        } catch (EventException e) {
            return new Decoded(Optional.empty(), InvalidGeneration.result(e, item.body()));
        }
    }

    private ReplayRow row(ReplayItem item, Optional<GenerationEvent> event, List<Judged> verdicts) {
        Judged first = verdicts.get(0);
        Optional<Judged> same = recorded.byId(first.verdictId());
        Optional<Judged> known =
                same.isPresent() ? same : event.flatMap(one -> recorded.latestOf(one.tenant(), one.id()));
        return new ReplayRow(
                item.place(),
                event.map(GenerationEvent::id).orElse(""),
                event.map(GenerationEvent::source).flatMap(Source::app).orElse(""),
                event.map(Replayer::document).orElse(""),
                match(first, same, known),
                known,
                verdicts);
    }

    private static ReplayRow.Match match(Judged first, Optional<Judged> same, Optional<Judged> known) {
        if (first.outcome().equals(Judged.REJECTED)) {
            return ReplayRow.Match.NO_VERDICT;
        }
        if (same.isPresent()) {
            if (same.get().sha256().equals(first.sha256())) {
                return ReplayRow.Match.EQUAL;
            }
            return same.get().isLeftOut() ? ReplayRow.Match.LEFT_OUT : ReplayRow.Match.DIFFERENT;
        }
        return known.isPresent() ? ReplayRow.Match.OTHER_PROFILE : ReplayRow.Match.NOT_RECORDED;
    }

    private static String document(GenerationEvent event) {
        String passages = event.passages().stream()
                .map(passage -> passage.text().strip().replaceAll("\\s+", " "))
                .collect(Collectors.joining("\u0000"));
        return Hashes.sha256(passages.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }
}
