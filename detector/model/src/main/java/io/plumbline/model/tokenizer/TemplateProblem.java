package io.plumbline.model.tokenizer;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.Serial;

/** What stops a chat template; passes through the template engine, which wraps what it does not know. */
final class TemplateProblem extends PlumblineException {
    @Serial
    private static final long serialVersionUID = 1L;

    private TemplateProblem(ErrorCode code, String message) {
        super(code, message);
    }

    /** A construct that we do not render, or not as Jinja2 does. */
    static TemplateProblem unsupported(String construct) {
        return new TemplateProblem(
                ErrorCode.UNSUPPORTED_MODEL,
                "the chat template uses what is not supported: " + construct
                        + "; simplify the template or render the prompt yourself");
    }

    /** The template, or Jinja2 too, refuses this conversation. */
    static TemplateProblem refused(String why) {
        return new TemplateProblem(
                ErrorCode.INVALID_INPUT,
                "the model's chat template refuses the conversation: " + why + "; change the conversation");
    }

    static TemplateProblem tooLong(String what) {
        return new TemplateProblem(ErrorCode.INPUT_TOO_LONG, what + "; send a shorter conversation");
    }
}
