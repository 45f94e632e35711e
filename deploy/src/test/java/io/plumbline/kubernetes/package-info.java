/** Holds the Kubernetes manifests to the code and to the schemas of Kubernetes. */
@NullMarked
package io.plumbline.kubernetes;

import org.jspecify.annotations.NullMarked;
