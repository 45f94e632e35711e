/** What holds rules, dashboards and the page about metrics to the code, and proves the alerts with real components. */
@NullMarked
package io.plumbline.watch;

import org.jspecify.annotations.NullMarked;
