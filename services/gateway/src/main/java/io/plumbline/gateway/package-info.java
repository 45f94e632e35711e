/**
 * The door of the fleet: takes generations over HTTP and publishes them, serves the verdicts that come back, and passes
 * on what should be scored at once. Holds no model and no state that cannot be lost.
 */
@org.jspecify.annotations.NullMarked
package io.plumbline.gateway;
