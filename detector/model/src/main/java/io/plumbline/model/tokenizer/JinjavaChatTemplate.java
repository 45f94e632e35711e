package io.plumbline.model.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chat template rendered by Jinjava under {@link TemplateTranslator}'s rewriting. */
final class JinjavaChatTemplate implements ChatTemplate {
    /** Longest prompt, in UTF-16 units. */
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_ITERATIONS = 1_000_000;
    private static final int MAX_SOURCE = 256 * 1024;
    private static final int MAX_DEPTH = 50;

    private final TemplateTranslator.Translation template;
    private final Map<String, String> specialTokens;
    private final Clock clock;
    private final String sha256;
    private final JinjavaConfig config;
    private final Jinjava jinjava;

    JinjavaChatTemplate(String source, Map<String, String> specialTokens, Clock clock) {
        if (source.length() > MAX_SOURCE) {
            throw TemplateProblem.unsupported("more than " + MAX_SOURCE + " characters");
        }
        this.template = TemplateTranslator.translate(source);
        this.specialTokens = Map.copyOf(specialTokens);
        this.clock = clock;
        this.sha256 = Hashes.sha256(source.getBytes(StandardCharsets.UTF_8));
        this.config = JinjavaConfig.newBuilder()
                .withElResolver(new PythonResolver(template.testsText()))
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxRenderDepth(MAX_DEPTH)
                .withMaxListSize(MAX_MESSAGES)
                .withRangeLimit(MAX_MESSAGES)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUseNaturalOperatorPrecedence(true)
                        .withAllowAdjacentTextNodes(true)
                        .build())
                .build();
        this.jinjava = new Jinjava(config);
        PythonLibrary.register(jinjava.getGlobalContext(), template);
    }

    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        check(messages);
        Context context = new Context(jinjava.getGlobalContextCopy(), bindings(messages, addGenerationPrompt));
        JinjavaInterpreter interpreter = new JinjavaInterpreter(jinjava, context, config);
        String rendered;
        try (var current = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
            rendered = current.value().render(template.source());
        } catch (RuntimeException e) {
            throw problem(e, String.valueOf(e.getMessage()));
        }
        // Jinjava collects errors and goes on with what is left; the first one is the cause
        List<TemplateError> errors = interpreter.getErrorsCopy();
        if (!errors.isEmpty()) {
            throw problem(errors.get(0).getException(), errors.get(0).getMessage());
        }
        if (rendered.contains(PythonValues.UNDEFINED_MARK)) {
            throw TemplateProblem.refused("it joins something undefined to a text");
        }
        return rendered;
    }

    private void check(List<ChatMessage> messages) {
        long characters = 0;
        for (ChatMessage message : messages) {
            String content = message.content();
            characters += content.length();
            boolean plain = content.codePointCount(0, content.length()) == content.length();
            if (template.slicesText() && !plain) {
                throw TemplateProblem.unsupported("a slice of a text with characters beyond the basic plane");
            }
            if (template.slicesText()
                    && template.testsText()
                    && content.toLowerCase(Locale.ROOT).contains("false")) {
                throw TemplateProblem.unsupported("a condition on a slice of a text with the word 'false'");
            }
        }
        if (messages.size() > MAX_MESSAGES || characters > MAX_OUTPUT) {
            throw TemplateProblem.tooLong("the conversation has " + messages.size() + " messages with " + characters
                    + " UTF-16 units, more than " + MAX_MESSAGES + " or " + MAX_OUTPUT);
        }
    }

    private Map<String, Object> bindings(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, Object> bindings = new HashMap<>();
        template.names().forEach(name -> bindings.put(name, PythonValues.UNDEFINED));
        bindings.putAll(PythonLibrary.globals());
        bindings.putAll(template.constants());
        bindings.putAll(specialTokens);
        List<Object> turns = new ArrayList<>();
        for (ChatMessage message : messages) {
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", message.role().templateName());
            turn.put("content", message.content());
            turns.add(turn);
        }
        bindings.put("messages", turns);
        bindings.put("add_generation_prompt", addGenerationPrompt);
        bindings.put("tools", PythonValues.NONE);
        bindings.put("documents", PythonValues.NONE);
        bindings.put(PythonLibrary.CLOCK, clock);
        bindings.put(PythonForTag.Budget.NAME, new PythonForTag.Budget(MAX_ITERATIONS));
        return bindings;
    }

    private static PlumblineException problem(@Nullable Throwable cause, String message) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof TemplateProblem problem) {
                return problem;
            }
        }
        return TemplateProblem.unsupported("something the template engine does not read: " + message);
    }

    @Override
    public String sha256() {
        return sha256;
    }
}
