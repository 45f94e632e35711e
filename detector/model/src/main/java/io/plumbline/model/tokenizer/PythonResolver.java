package io.plumbline.model.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Members and methods of values inside a template: those of Python's strings, lists and dictionaries that chat
 * templates use, and nothing else. No Java object's own methods can be reached.
 */
final class PythonResolver extends ELResolver {
    private final boolean guardTruth;

    /** With {@code guardTruth}, a text that Jinjava would take for untrue is refused. */
    PythonResolver(boolean guardTruth) {
        this.guardTruth = guardTruth;
    }

    @Override
    public @Nullable Object getValue(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        if (base instanceof Filter || base instanceof ExpTest) {
            return null;
        }
        return guarded(member(base, String.valueOf(property)));
    }

    private static Object member(Object base, String name) {
        if (base == PythonValues.UNDEFINED) {
            throw TemplateProblem.refused("it asks for '" + name + "' of something undefined");
        }
        if (base instanceof Map<?, ?> map) {
            Object value = map.get(name);
            return value == null ? PythonValues.UNDEFINED : value;
        }
        if (base instanceof List<?> list && isInteger(name)) {
            int index = Integer.parseInt(name);
            int at = index < 0 ? index + list.size() : index;
            return at < 0 || at >= list.size() ? PythonValues.UNDEFINED : list.get(at);
        }
        if (base instanceof String text && isInteger(name)) {
            int[] points = text.codePoints().toArray();
            int index = Integer.parseInt(name);
            int at = index < 0 ? index + points.length : index;
            return at < 0 || at >= points.length ? PythonValues.UNDEFINED : Character.toString(points[at]);
        }
        return PythonValues.UNDEFINED;
    }

    private static boolean isInteger(String name) {
        return name.matches("-?[0-9]{1,9}");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(
            ELContext context, Object base, Object method, Class<?> @Nullable [] types, Object @Nullable [] given) {
        context.setPropertyResolved(true);
        Object[] params = given == null ? new Object[0] : given;
        if (base instanceof Filter filter) {
            return guarded(filter.filter(
                    params[0], (JinjavaInterpreter) params[1], (Object[]) params[2], (Map<String, Object>) params[3]));
        }
        if (base instanceof ExpTest test) {
            boolean holds = test.evaluate(
                    params[0], (JinjavaInterpreter) params[1], Arrays.copyOfRange(params, 2, params.length));
            return holds != method.equals("evaluateNegated");
        }
        return guarded(call(base, String.valueOf(method), params));
    }

    private Object guarded(Object value) {
        return guardTruth ? PythonValues.guardTruth(value) : value;
    }

    private static Object call(Object base, String method, Object[] params) {
        if (base == PythonValues.UNDEFINED) {
            throw TemplateProblem.refused("it calls '" + method + "' of something undefined");
        }
        List<String> texts = new ArrayList<>();
        for (Object param : params) {
            if (param instanceof String text) {
                texts.add(text);
            }
        }
        if (base instanceof String text && texts.size() == params.length) {
            return callText(text, method, texts);
        }
        if (base instanceof Map<?, ?> map) {
            if (method.equals("get") && params.length >= 1 && params.length <= 2) {
                Object found = map.get(String.valueOf(params[0]));
                Object otherwise = params.length == 2 ? params[1] : PythonValues.NONE;
                return found == null ? otherwise : found;
            }
            if (method.equals("items") && params.length == 0) {
                List<Object> items = new ArrayList<>();
                map.forEach((key, value) -> items.add(List.of(key, value)));
                return items;
            }
        }
        throw TemplateProblem.unsupported("the method '" + method + "' with these arguments");
    }

    private static Object callText(String text, String method, List<String> params) {
        return switch (method + "/" + params.size()) {
            case "strip/0" -> PythonText.strip(text);
            case "lstrip/0" -> PythonText.stripStart(text, PythonText::isSpace);
            case "rstrip/0" -> PythonText.stripEnd(text);
            case "strip/1" ->
                PythonText.stripStart(
                        PythonText.stripEnd(text, oneOf(params.get(0))::contains), oneOf(params.get(0))::contains);
            case "lstrip/1" -> PythonText.stripStart(text, oneOf(params.get(0))::contains);
            case "rstrip/1" -> PythonText.stripEnd(text, oneOf(params.get(0))::contains);
            case "startswith/1" -> text.startsWith(params.get(0));
            case "endswith/1" -> text.endsWith(params.get(0));
            case "split/0" -> PythonText.split(text);
            case "split/1" -> PythonText.split(text, params.get(0));
            case "replace/2" -> PythonLibrary.replace(text, params.get(0), params.get(1));
            case "upper/0" -> PythonText.ascii(text, "upper").toUpperCase(Locale.ROOT);
            case "lower/0" -> PythonText.ascii(text, "lower").toLowerCase(Locale.ROOT);
            case "title/0" -> PythonText.title(PythonText.ascii(text, "title"));
            case "capitalize/0" -> PythonText.capitalize(PythonText.ascii(text, "capitalize"));
            default -> throw TemplateProblem.unsupported("the method '" + method + "' with these arguments");
        };
    }

    private static List<Integer> oneOf(String characters) {
        return characters.codePoints().boxed().toList();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return Object.class;
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return true;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw TemplateProblem.unsupported("an assignment inside an expression");
    }
}
