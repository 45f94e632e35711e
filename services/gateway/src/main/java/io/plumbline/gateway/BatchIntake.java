package io.plumbline.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** NDJSON: one event a line, one result a line, in the order of the lines; no line depends on another. */
@ApplicationScoped
public class BatchIntake {
    private final GenerationIntake intake;
    private final GatewayConfig.Batch limits;

    /**
     * What came of one line.
     *
     * @param line number, from 1, empty lines counted
     * @param status as for a single event
     * @param eventId if it could be read
     * @param repetition present and true if the event was there before
     * @param problem if it was not accepted
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record LineResult(
            int line, int status, Optional<String> eventId, Optional<Boolean> repetition, Optional<Problem> problem) {}

    public BatchIntake(GenerationIntake intake, GatewayConfig config) {
        this.intake = intake;
        limits = config.batch();
    }

    /**
     * Takes in the lines; blocks until each is confirmed or refused.
     *
     * @throws ProblemException if the batch exceeds a limit; then nothing was taken in
     */
    List<LineResult> accept(byte[] body, String tenant, Context traceParent) {
        if (body.length > limits.bytesMax()) {
            throw tooLarge(body.length + " bytes; at most " + limits.bytesMax() + " are allowed");
        }
        List<Line> lines = split(body);
        if (lines.isEmpty()) {
            throw ProblemException.invalid("the batch is empty; send one event per line");
        }
        if (lines.size() > limits.linesMax()) {
            throw tooLarge(lines.size() + " lines; at most " + limits.linesMax() + " are allowed");
        }
        List<CompletableFuture<LineResult>> results = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            if (i >= limits.inFlightMax()) {
                results.get(i - limits.inFlightMax()).join();
            }
            results.add(accept(lines.get(i), tenant, traceParent));
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(int number, byte[] bytes) {}

    private CompletableFuture<LineResult> accept(Line line, String tenant, Context traceParent) {
        Uni<LineResult> result = intake.accept(line.bytes(), tenant, traceParent)
                .map(receipt -> new LineResult(
                        line.number(),
                        202,
                        Optional.of(receipt.eventId()),
                        receipt.repetition() ? Optional.of(true) : Optional.empty(),
                        Optional.empty()));
        return result.onFailure(ProblemException.class)
                .recoverWithItem(failure -> {
                    Problem problem = failure.problem();
                    return new LineResult(
                            line.number(), problem.status(), problem.eventId(), Optional.empty(), Optional.of(problem));
                })
                .subscribeAsCompletionStage();
    }

    private static List<Line> split(byte[] body) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < body.length; ) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            number++;
            byte[] bytes = Arrays.copyOfRange(body, start, end);
            if (!isBlank(bytes)) {
                lines.add(new Line(number, bytes));
            }
            start = end + 1;
        }
        return lines;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte value : bytes) {
            if (value != ' ' && value != '\t' && value != '\r') {
                return false;
            }
        }
        return true;
    }

    private static ProblemException tooLarge(String what) {
        return new ProblemException(Problem.of(
                413, "TOO_LARGE", "The batch is too large", "a batch of " + what + "; send several", Optional.empty()));
    }
}
