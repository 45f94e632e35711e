package io.plumbline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.standalone.Sample;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the answers that a command is given. */
final class AnswerFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EventCodec CODEC = new EventCodec();

    private AnswerFile() {}

    /**
     * The answers in a file: JSON or JSON lines, each object a generation event or a row of labelled data.
     *
     * @param file its path; {@code -} is standard input
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} saying what is wrong and where
     */
    static List<Sample> read(String file) {
        List<Sample> samples = new ArrayList<>();
        try (InputStream in = open(file);
                MappingIterator<JsonNode> rows = JSON.readerFor(JsonNode.class).readValues(in)) {
            while (rows.hasNextValue()) {
                JsonNode row = rows.nextValue();
                if (row.isArray()) {
                    row.forEach(one -> samples.add(sample(one)));
                } else {
                    samples.add(sample(row));
                }
            }
        } catch (JsonProcessingException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, file + " is neither JSON nor JSON lines: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
        }
        return samples;
    }

    private static InputStream open(String file) throws IOException {
        return file.equals("-")
                ? new FilterInputStream(System.in) {
                    @Override
                    public void close() {
                        // standard input is not ours to close
                    }
                }
                : Files.newInputStream(Path.of(file));
    }

    private static Sample sample(JsonNode row) {
        if (Sample.looksLike(row)) {
            return Sample.parse(row);
        }
        try {
            GenerationEvent event = CODEC.decodeStrict(GenerationEvent.class, JSON.writeValueAsBytes(row));
            return new Sample(event, Optional.empty(), "");
        } catch (EventException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, e.eventId().orElse("an answer") + ": " + e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
