/**
 * What lies in infra/deploy, held against the server that it runs: {@link io.varve.server.deploy.Deployment} reads it.
 * What is not on this machine, such as Terraform, is not asked; what can be parsed is parsed everywhere.
 */
@NullMarked
package io.varve.server.deploy;

import org.jspecify.annotations.NullMarked;
