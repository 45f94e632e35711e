/**
 * The evidence page: scored answers as token heat maps in one HTML file that needs nothing else. What comes from events is
 * foreign text; it travels as data, and the page's own script writes it as text only.
 */
@org.jspecify.annotations.NullMarked
package io.plumbline.cli.page;
