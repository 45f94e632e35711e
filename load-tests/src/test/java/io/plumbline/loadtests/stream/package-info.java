@org.jspecify.annotations.NullMarked
package io.plumbline.loadtests.stream;
