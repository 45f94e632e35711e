package io.plumbline.model.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code for} with Jinja2's scope: what an iteration sets is gone in the next one, where Jinjava keeps it. Counts the
 * iterations of a rendering against a limit.
 */
final class PythonForTag extends ForTag {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Iterations left to one rendering. */
    static final class Budget {
        static final String NAME = TemplateTranslator.PREFIX + "budget";

        private int left;

        Budget(int iterations) {
            left = iterations;
        }

        private void spend() {
            if (--left < 0) {
                throw TemplateProblem.tooLong("the chat template loops too often over the conversation");
            }
        }
    }

    @Override
    public String renderForCollection(
            TagNode tagNode, JinjavaInterpreter interpreter, List<String> variables, @Nullable Object collection) {
        List<?> items = items(collection);
        StringBuilder rendered = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (interpreter.getContext().get(Budget.NAME) instanceof Budget budget) {
                budget.spend();
            }
            try (JinjavaInterpreter.InterpreterScopeClosable scope = interpreter.enterScope()) {
                interpreter.getContext().put(LOOP, loop(items, i));
                assign(interpreter, variables, items.get(i));
                for (Node node : tagNode.getChildren()) {
                    rendered.append(node.render(interpreter));
                }
            }
        }
        return rendered.toString();
    }

    private static List<?> items(@Nullable Object collection) {
        if (PythonValues.isUndefined(collection)) {
            return List.of();
        }
        if (collection instanceof List<?> list) {
            return list;
        }
        if (collection instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        throw TemplateProblem.unsupported("a loop over what is neither a list nor a dictionary");
    }

    private static void assign(JinjavaInterpreter interpreter, List<String> variables, Object item) {
        if (variables.size() == 1) {
            interpreter.getContext().put(variables.get(0), item);
            return;
        }
        if (!(item instanceof List<?> parts) || parts.size() != variables.size()) {
            throw TemplateProblem.refused("a loop over pairs met something else");
        }
        for (int i = 0; i < parts.size(); i++) {
            interpreter.getContext().put(variables.get(i), parts.get(i));
        }
    }

    private static Map<String, Object> loop(List<?> items, int i) {
        Map<String, Object> loop = new HashMap<>();
        loop.put("index0", (long) i);
        loop.put("index", i + 1L);
        loop.put("revindex0", items.size() - 1L - i);
        loop.put("revindex", (long) items.size() - i);
        loop.put("first", i == 0);
        loop.put("last", i == items.size() - 1);
        loop.put("length", (long) items.size());
        loop.put("previtem", i == 0 ? PythonValues.UNDEFINED : items.get(i - 1));
        loop.put("nextitem", i == items.size() - 1 ? PythonValues.UNDEFINED : items.get(i + 1));
        return loop;
    }
}
