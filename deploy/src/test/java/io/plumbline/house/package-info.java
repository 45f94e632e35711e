/** The house rules as tests: which module may use which, and what must hold in every file of the repository. */
@NullMarked
package io.plumbline.house;

import org.jspecify.annotations.NullMarked;
