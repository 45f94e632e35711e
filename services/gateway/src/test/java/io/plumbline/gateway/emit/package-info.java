@org.jspecify.annotations.NullMarked
package io.plumbline.gateway.emit;
