//go:build tools

// Package tools pins `docker compose` for machines that have the docker client without the plugin.
package tools

import _ "github.com/docker/compose/v2/cmd"
