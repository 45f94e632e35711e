package io.plumbline.standalone;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Colours where they are wanted: a terminal without {@code NO_COLOR}. Elsewhere marked words stand in {@code [[brackets]]}.
 */
public final class Palette {
    private final boolean colours;

    public Palette(boolean colours) {
        this.colours = colours;
    }

    /** As the terminal and the environment (NO_COLOR, CLICOLOR, CLICOLOR_FORCE) ask for. */
    public static Palette auto() {
        return new Palette(Ansi.AUTO.enabled());
    }

    /** Words that are suspect. */
    public String suspect(String text) {
        return colours ? paint(text, Style.bold, Style.fg_red) : "[[" + text + "]]";
    }

    public String good(String text) {
        return colours ? paint(text, Style.fg_green) : text;
    }

    public String bad(String text) {
        return colours ? paint(text, Style.bold, Style.fg_red) : text;
    }

    public String unsure(String text) {
        return colours ? paint(text, Style.fg_yellow) : text;
    }

    /** Less important. */
    public String faint(String text) {
        return colours ? paint(text, Style.faint) : text;
    }

    public String strong(String text) {
        return colours ? paint(text, Style.bold) : text;
    }

    private static String paint(String text, IStyle... styles) {
        return Style.on(styles) + text + Style.off(styles) + Style.reset.on();
    }
}
