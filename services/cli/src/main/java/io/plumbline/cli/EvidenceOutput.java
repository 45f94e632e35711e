package io.plumbline.cli;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.cli.page.EvidencePage;
import io.plumbline.cli.page.PageAnswer;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.GenerationMapper;
import io.plumbline.stages.ScoringRuntime;
import io.plumbline.standalone.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where {@code score --html} collects its answers. */
final class EvidenceOutput {
    private static final int KIB = 1024;

    private final Path file;
    private final EvidencePage page;
    private final InspectingDetector detector;

    /** @param attribution by which the sentences are found that carry an answer; empty to show none */
    EvidenceOutput(Path file, ScoringRuntime runtime, Profile profile, Optional<AttributionMethod> attribution) {
        this.file = file;
        this.page = new EvidencePage(profile);
        this.detector = new InspectingDetector(
                runtime.inspector(profile), attribution.map(method -> runtime.verdictAttributor(profile, method)));
    }

    /**
     * Refuses what cannot be written, before any work is done.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT}
     */
    static void check(Path file) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "--html " + file + ": name a file in a folder that exists and is writable");
        }
    }

    /** Judges, and remembers what {@link #add} puts on the page. */
    InspectingDetector detector() {
        return detector;
    }

    /** Adds the answer that the detector judged last. */
    void add(Sample sample, VerdictEvent verdict) {
        List<String> warnings = verdict.warnings().stream()
                .map(w -> w.code() + " " + w.detail())
                .toList();
        Optional<Inspection> inspection =
                verdict.outcome() instanceof Outcome.Scored ? detector.last() : Optional.empty();
        page.add(inspection
                .map(seen -> PageAnswer.scored(seen, sample.hallucinated(), sample.origin(), warnings))
                .orElseGet(() -> new PageAnswer(
                        GenerationMapper.toExample(sample.event()),
                        sample.hallucinated(),
                        sample.origin(),
                        Optional.empty(),
                        status(verdict.outcome()),
                        detail(verdict.outcome()),
                        warnings)));
    }

    private static String status(Outcome outcome) {
        if (outcome instanceof Outcome.Abstained abstained) {
            return outcome.status() + " " + abstained.reason().name();
        }
        if (outcome instanceof Outcome.Unavailable unavailable) {
            return outcome.status() + " " + unavailable.code().name();
        }
        return outcome.status();
    }

    private static String detail(Outcome outcome) {
        if (outcome instanceof Outcome.Abstained abstained) {
            return abstained.detail();
        }
        return outcome instanceof Outcome.Unavailable unavailable ? unavailable.detail() : "";
    }

    /** Writes the page; what it wrote, for people. */
    String write() {
        try {
            page.write(file);
            long kib = (Files.size(file) + KIB - 1) / KIB;
            String rest = page.leftOut() == 0 ? "" : "; " + page.leftOut() + " more found no room";
            return "Evidence: " + file + " (" + page.size() + " answers, " + kib + " KiB" + rest + ")";
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
