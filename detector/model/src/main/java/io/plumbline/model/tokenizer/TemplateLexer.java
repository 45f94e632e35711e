package io.plumbline.model.tokenizer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into text, outputs and tags with Jinja2's rules for white space under {@code trim_blocks} and
 * {@code lstrip_blocks} (transformers' settings), which Jinjava's own scanner follows only in part. Comments are gone.
 */
final class TemplateLexer {
    /** Part of a template. */
    sealed interface Piece permits Text, Output, Tag {}

    /** Literal text, white space already settled. */
    record Text(String text) implements Piece {}

    /** {@code {{ expression }}}. */
    record Output(List<Lexeme> expression) implements Piece {}

    /** {@code {% name expression %}}. */
    record Tag(String name, List<Lexeme> expression) implements Piece {}

    /** Kind of a lexeme. */
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR
    }

    /** A token of an expression; the text of a STRING is its value. */
    record Lexeme(Kind kind, String text) {
        boolean is(String operatorOrName) {
            return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrName);
        }
    }

    private static final Pattern BEGIN = Pattern.compile("\\{([{%#])([-+]?)");
    private static final Pattern COMMENT_END = Pattern.compile("\\+#}|-#}|#}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern QUOTED =
            Pattern.compile("'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

    private final String source;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    /** Whether the last thing read ended a line, or nothing has been read. */
    private boolean lineStarts = true;
    /** Whether the last end tag eats the white space after it. */
    private boolean eatSpace;

    private TemplateLexer(String source) {
        String unix = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    }

    static List<Piece> pieces(String source) {
        TemplateLexer lexer = new TemplateLexer(source);
        lexer.run();
        return List.copyOf(lexer.pieces);
    }

    private void run() {
        Matcher begin = BEGIN.matcher(source);
        while (at < source.length()) {
            skipEaten();
            if (!begin.find(at)) {
                text(source.substring(at));
                return;
            }
            char kind = begin.group(1).charAt(0);
            text(before(source.substring(at, begin.start()), kind, begin.group(2)));
            at = begin.end();
            lineStarts = false;
            if (kind == '#') {
                comment();
            } else {
                piece(kind);
            }
        }
    }

    private void skipEaten() {
        while (eatSpace && at < source.length() && PythonText.isSpace(source.charAt(at))) {
            lineStarts = source.charAt(at) == '\n';
            at++;
        }
        eatSpace = false;
    }

    /** The text in front of a begin tag: a minus strips it, {@code lstrip_blocks} its indentation. */
    private String before(String text, char kind, String sign) {
        if (sign.equals("-")) {
            return PythonText.stripEnd(text);
        }
        int line = text.lastIndexOf('\n') + 1;
        boolean indents = kind != '{' && !sign.equals("+") && (line > 0 || lineStarts);
        return indents && PythonText.strip(text.substring(line)).isEmpty() ? text.substring(0, line) : text;
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            pieces.add(new Text(text));
        }
    }

    private void comment() {
        Matcher end = COMMENT_END.matcher(source);
        if (!end.find(at)) {
            throw TemplateProblem.unsupported("a comment that does not end");
        }
        at = end.end();
        afterEnd(end.group().charAt(0), true);
    }

    private void piece(char kind) {
        List<Lexeme> lexemes = new ArrayList<>();
        Pattern end = Pattern.compile(kind == '%' ? "([-+]?)%}" : "(-?)}}");
        Deque<String> open = new ArrayDeque<>();
        while (true) {
            while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
                at++;
            }
            Matcher ends = matcher(end);
            if (open.isEmpty() && ends.lookingAt()) {
                at = ends.end();
                add(kind, lexemes);
                afterEnd(ends.group().charAt(0), kind == '%');
                return;
            }
            Lexeme next = lexeme();
            lexemes.add(next);
            if (next.kind() == Kind.OPERATOR) {
                balance(open, next.text());
            }
        }
    }

    private static void balance(Deque<String> open, String operator) {
        int closing = ")]}".indexOf(operator);
        if ("([{".contains(operator)) {
            open.push(operator);
        } else if (closing >= 0 && (open.isEmpty() || "([{".indexOf(open.pop()) != closing)) {
            throw TemplateProblem.unsupported("brackets that do not match");
        }
    }

    /** {@code trim_blocks} takes one newline after a block or comment, a minus all white space. */
    private void afterEnd(char sign, boolean block) {
        eatSpace = sign == '-';
        if (block && sign != '-' && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            at++;
            lineStarts = true;
        }
    }

    private void add(char kind, List<Lexeme> lexemes) {
        if (kind == '{') {
            pieces.add(new Output(List.copyOf(lexemes)));
        } else if (lexemes.isEmpty() || lexemes.get(0).kind() != Kind.NAME) {
            throw TemplateProblem.unsupported("a tag without a name");
        } else {
            pieces.add(new Tag(lexemes.get(0).text(), List.copyOf(lexemes.subList(1, lexemes.size()))));
        }
    }

    private Lexeme lexeme() {
        for (Kind kind : Kind.values()) {
            Pattern pattern =
                    switch (kind) {
                        case NAME -> NAME;
                        case NUMBER -> NUMBER;
                        case STRING -> QUOTED;
                        case OPERATOR -> OPERATOR;
                    };
            Matcher matcher = matcher(pattern);
            if (matcher.lookingAt()) {
                at = matcher.end();
                String found = matcher.group();
                return new Lexeme(
                        kind,
                        kind == Kind.STRING ? PythonText.unescape(found.substring(1, found.length() - 1)) : found);
            }
        }
        throw TemplateProblem.unsupported(
                at < source.length() ? "the character '" + source.charAt(at) + "' in an expression" : "an open tag");
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(source).region(at, source.length());
    }
}
