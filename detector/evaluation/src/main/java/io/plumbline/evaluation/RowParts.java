package io.plumbline.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.prompt.Passage;
import java.util.List;
import java.util.Optional;

/** Checks that both file formats share. */
final class RowParts {
    private final DataLimits limits;

    RowParts(DataLimits limits) {
        this.limits = limits;
    }

    List<Passage> checkedPassages(List<Passage> passages) throws RefusedRow {
        if (passages.size() > limits.maxPassages()) {
            throw new RefusedRow(Kind.TOO_LONG, passages.size() + " passages; the limit is " + limits.maxPassages());
        }
        long sum = 0;
        for (Passage passage : passages) {
            int length = passage.text().length();
            sum += length;
            if (length > limits.maxPassageChars()) {
                throw new RefusedRow(
                        Kind.TOO_LONG,
                        "passage " + passage.id() + " has " + length + " characters; the limit is "
                                + limits.maxPassageChars());
            }
        }
        if (sum > limits.maxContextChars()) {
            throw new RefusedRow(
                    Kind.TOO_LONG,
                    "the passages have " + sum + " characters; the limit is " + limits.maxContextChars());
        }
        if (passages.stream().allMatch(p -> p.text().isBlank())) {
            throw new RefusedRow(Kind.NO_CONTEXT, "there is no context, or it is blank");
        }
        return passages;
    }

    String checkedResponse(String response) throws RefusedRow {
        if (response.isBlank()) {
            throw new RefusedRow(Kind.EMPTY_RESPONSE, "the response is blank");
        }
        return checkedLength("response", response);
    }

    String checkedLength(String field, String text) throws RefusedRow {
        if (text.length() > limits.maxResponseChars()) {
            throw new RefusedRow(
                    Kind.TOO_LONG,
                    "'" + field + "' has " + text.length() + " characters; the limit is " + limits.maxResponseChars());
        }
        return text;
    }

    /** The span of a label in UTF-16 units; its text, where given, must be what stands there. */
    static CharSpan span(JsonRow label, String path, String response, CodePointOffsets offsets) throws RefusedRow {
        int start = label.integer("start");
        int end = label.integer("end");
        if (start < 0 || end > offsets.length()) {
            throw new RefusedRow(
                    Kind.SPAN_OUTSIDE,
                    "'" + path + "' is [" + start + ", " + end + ") and the response has " + offsets.length()
                            + " code points");
        }
        if (start >= end) {
            throw new RefusedRow(Kind.BAD_VALUE, "'" + path + "' is [" + start + ", " + end + "), which is empty");
        }
        CharSpan span = offsets.toUtf16(start, end);
        Optional<JsonNode> text = label.optional("text");
        if (text.isPresent() && !JsonRow.string(text.get(), path + ".text").equals(span.of(response))) {
            throw new RefusedRow(
                    Kind.SPAN_TEXT_DIFFERS,
                    "'" + path + "' says '" + text.get().textValue() + "' and '" + span.of(response)
                            + "' stands there; offsets are Unicode code points");
        }
        return span;
    }
}
