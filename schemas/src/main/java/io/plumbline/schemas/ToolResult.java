package io.plumbline.schemas;

/**
 * What a tool returned to the generator.
 *
 * @param id of the call
 * @param name of the tool
 * @param content the result
 */
public record ToolResult(String id, String name, String content) {
    public ToolResult {
        Checks.notEmpty("tool call id", id);
        Checks.notEmpty("tool name", name);
    }
}
