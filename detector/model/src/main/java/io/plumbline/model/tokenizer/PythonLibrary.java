package io.plumbline.model.tokenizer;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.util.ObjectTruthValue;
import java.io.Serial;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters, tests and functions of Jinja2 and of transformers that chat templates may use. */
final class PythonLibrary {
    static final String CLOCK = TemplateTranslator.PREFIX + "clock";

    private static final Map<String, Call> FILTERS = Map.ofEntries(
            Map.entry(TemplateTranslator.PRINT, (value, args) -> PythonValues.print(value)),
            Map.entry(TemplateTranslator.TRUTH, (value, args) -> isTrue(value)),
            Map.entry("trim", (value, args) -> PythonText.strip(text(value, "trim", args, 0))),
            Map.entry("length", (value, args) -> PythonValues.length(value)),
            Map.entry("count", (value, args) -> PythonValues.length(value)),
            Map.entry("upper", (value, args) -> PythonText.ascii(text(value, "upper", args, 0), "upper")
                    .toUpperCase(Locale.ROOT)),
            Map.entry("lower", (value, args) -> PythonText.ascii(text(value, "lower", args, 0), "lower")
                    .toLowerCase(Locale.ROOT)),
            Map.entry(
                    "capitalize",
                    (value, args) ->
                            PythonText.capitalize(PythonText.ascii(text(value, "capitalize", args, 0), "capitalize"))),
            Map.entry("string", (value, args) -> PythonValues.print(value)),
            Map.entry("tojson", (value, args) -> {
                require(args.length == 0, "tojson with arguments");
                return PythonValues.json(value);
            }),
            Map.entry(
                    "replace",
                    (value, args) -> replace(
                            text(value, "replace", args, 2), PythonValues.print(args[0]), PythonValues.print(args[1]))),
            Map.entry("default", PythonLibrary::orDefault),
            Map.entry("d", PythonLibrary::orDefault),
            Map.entry(
                    "first",
                    (value, args) -> list(value).isEmpty()
                            ? PythonValues.UNDEFINED
                            : list(value).get(0)),
            Map.entry(
                    "last",
                    (value, args) -> list(value).isEmpty()
                            ? PythonValues.UNDEFINED
                            : list(value).get(list(value).size() - 1)),
            Map.entry("list", (value, args) -> list(value)),
            Map.entry("join", (value, args) -> {
                require(args.length <= 1, "join with an attribute");
                return list(value).stream()
                        .map(PythonValues::print)
                        .collect(Collectors.joining(args.length == 0 ? "" : PythonValues.print(args[0])));
            }));

    private static final Map<String, Predicate<Object>> TESTS = Map.ofEntries(
            Map.entry("defined", value -> value != PythonValues.UNDEFINED),
            Map.entry("undefined", value -> value == PythonValues.UNDEFINED),
            Map.entry("none", value -> value == PythonValues.NONE),
            Map.entry("string", value -> value instanceof String),
            Map.entry("mapping", value -> value instanceof Map),
            Map.entry("number", value -> value instanceof Number || value instanceof Boolean),
            Map.entry("boolean", value -> value instanceof Boolean),
            Map.entry("true", Boolean.TRUE::equals),
            Map.entry("false", Boolean.FALSE::equals),
            Map.entry("iterable", PythonLibrary::isIterable),
            Map.entry("sequence", PythonLibrary::isIterable));

    private static final Pattern DIRECTIVE = Pattern.compile("%(.?)", Pattern.DOTALL);

    private static final Map<Character, String> STRFTIME = Map.ofEntries(
            Map.entry('Y', "uuuu"),
            Map.entry('m', "MM"),
            Map.entry('d', "dd"),
            Map.entry('H', "HH"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('y', "uu"),
            Map.entry('b', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('j', "DDD"),
            Map.entry('%', "'%'"));

    /** A filter's work. */
    private interface Call {
        Object on(Object value, Object[] args);
    }

    private PythonLibrary() {}

    /** Registers what the template names; a name we lack gets a stand-in that refuses when it is reached. */
    static void register(Context context, TemplateTranslator.Translation template) {
        context.registerFilter(new PythonFilter(TemplateTranslator.PRINT));
        template.filters().forEach(name -> context.registerFilter(new PythonFilter(name)));
        template.tests().forEach(name -> context.registerExpTest(new PythonTest(name)));
        context.registerTag(new PythonForTag());
        context.registerFunction(
                new ELFunctionDefinition("", "raise_exception", PythonLibrary.class, "raiseException", Object.class));
        context.registerFunction(
                new ELFunctionDefinition("", "strftime_now", PythonLibrary.class, "strftimeNow", Object.class));
    }

    /** The filter of that name. */
    private record PythonFilter(String name) implements Filter {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... args) {
            throw TemplateProblem.unsupported("the filter '" + name + "' called from Java");
        }

        @Override
        public Object filter(
                @Nullable Object value, JinjavaInterpreter interpreter, Object[] args, Map<String, Object> named) {
            Call call = FILTERS.get(name);
            require(call != null, "the filter '" + name + "'");
            require(named.isEmpty(), "named arguments of the filter '" + name + "'");
            Object given = value == null ? PythonValues.UNDEFINED : value;
            if (call == null) {
                throw new IllegalStateException(name);
            }
            return call.on(given, args);
        }
    }

    /** The test of that name. */
    private record PythonTest(String name) implements ExpTest {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean evaluate(@Nullable Object value, JinjavaInterpreter interpreter, Object... args) {
            Predicate<Object> test = TESTS.get(name);
            if (test == null || args.length > 0) {
                throw TemplateProblem.unsupported(
                        "the test '" + name + "'" + (args.length > 0 ? " with arguments" : ""));
            }
            return test.test(value == null ? PythonValues.UNDEFINED : value);
        }
    }

    /** {@code raise_exception(message)} of transformers. */
    public static Object raiseException(Object message) {
        throw TemplateProblem.refused(PythonValues.print(message));
    }

    /** {@code strftime_now(format)} of transformers, at the template's clock; English names as in the C locale. */
    public static Object strftimeNow(Object format) {
        if (!(JinjavaInterpreter.getCurrent().getContext().get(CLOCK) instanceof Clock clock)) {
            throw new IllegalStateException("no clock");
        }
        String pattern = PythonValues.print(format);
        LocalDateTime now = LocalDateTime.now(clock);
        StringBuilder text = new StringBuilder();
        Matcher directive = DIRECTIVE.matcher(pattern);
        while (directive.find()) {
            String java = directive.group(1).isEmpty()
                    ? ""
                    : STRFTIME.getOrDefault(directive.group(1).charAt(0), "");
            require(!java.isEmpty(), "strftime_now('" + pattern + "')");
            directive.appendReplacement(
                    text, DateTimeFormatter.ofPattern(java, Locale.ENGLISH).format(now));
        }
        directive.appendTail(text);
        return text.toString();
    }

    /** {@code str.replace}. */
    static String replace(String text, String old, String by) {
        require(!old.isEmpty(), "replacing an empty text");
        return text.replace(old, by);
    }

    /** {@code bool(value)}. */
    private static boolean isTrue(Object value) {
        return value instanceof String text ? !text.isEmpty() : ObjectTruthValue.evaluate(value);
    }

    private static Object orDefault(Object value, Object[] args) {
        require(args.length == 1 || args.length == 2, "default without a value");
        boolean falsy = args.length == 2 && isTrue(args[1]) && !isTrue(value);
        return value == PythonValues.UNDEFINED || falsy ? args[0] : value;
    }

    private static String text(Object value, String filter, Object[] args, int arguments) {
        require(args.length == arguments, "the filter '" + filter + "' with these arguments");
        return PythonValues.print(value);
    }

    private static List<?> list(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw TemplateProblem.unsupported("a list filter on what is no list");
    }

    private static boolean isIterable(Object value) {
        return value instanceof String
                || value instanceof Collection
                || value instanceof Map
                || value == PythonValues.UNDEFINED;
    }

    private static void require(boolean condition, String construct) {
        if (!condition) {
            throw TemplateProblem.unsupported(construct);
        }
    }

    /** What every template finds defined beside its arguments. */
    static Map<String, Object> globals() {
        Map<String, Object> globals = new HashMap<>();
        for (String function : List.of("raise_exception", "strftime_now", "namespace", "range")) {
            globals.put(function, "function " + function);
        }
        globals.put(TemplateTranslator.PREFIX + "none", PythonValues.NONE);
        return globals;
    }
}
