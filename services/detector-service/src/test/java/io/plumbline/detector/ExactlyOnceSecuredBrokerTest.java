package io.plumbline.detector;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same with clients of our own instead of the channels'. */
@QuarkusTest
@TestProfile(ExactlyOnceDetectorServiceTest.ExactlyOnce.class)
@QuarkusTestResource(value = SecuredBroker.class, restrictToAnnotatedClass = true)
class ExactlyOnceSecuredBrokerTest extends SecuredBrokerTest {}
