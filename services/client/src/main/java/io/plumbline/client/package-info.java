/**
 * A small client of the gateway for Java programs: {@code java.net.http} and the event contracts, no framework. It keeps one
 * promise above all: an answer that could not be checked never looks like one that was found clean.
 */
@NullMarked
package io.plumbline.client;

import org.jspecify.annotations.NullMarked;
