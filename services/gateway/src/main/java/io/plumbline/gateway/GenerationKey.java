package io.plumbline.gateway;

/**
 * What names a generation in the fleet.
 *
 * @param tenant it belongs to
 * @param eventId unique within the tenant
 */
record GenerationKey(String tenant, String eventId) {}
