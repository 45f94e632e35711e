package io.plumbline.atlas.probe;

/**
 * An invented fact to hide in a text, and a question whose answer is a part of it word for word.
 *
 * @param id name; probes of one needle are not independent and are resampled together
 * @param use what it may be used for
 * @param sentence the fact
 * @param question what is asked
 * @param answer a part of {@code sentence}
 */
public record Needle(String id, Use use, String sentence, String question, String answer) {
    /** Heads found on the one kind are judged on the other. */
    public enum Use {
        DETECTION,
        CHECK
    }

    public Needle {
        if (id.isBlank() || question.isBlank() || answer.isBlank()) {
            throw new IllegalArgumentException("needle " + id + " lacks a part");
        }
        int at = sentence.indexOf(answer);
        if (at < 0 || sentence.indexOf(answer, at + 1) >= 0) {
            throw new IllegalArgumentException("needle " + id + ": the answer must stand in the sentence exactly once");
        }
    }

    /** UTF-16 unit of the sentence at which the answer starts. */
    int answerStart() {
        return sentence.indexOf(answer);
    }
}
