"""The hosts that pull requests are opened on. Each is one module behind `lambdafix.forge.forge.Forge`."""
