/**
 * The settings of the server: what they are called, what they are unless told otherwise, and where
 * they come from (command line, environment, YAML file). Nothing here starts anything.
 */
package dev.sluice.signaling.config;
