#!/usr/bin/env node
// Written so that any Node can read it: an older one is to say what is missing, not fail at a syntax.
'use strict';

var needed = '22.12.0';
var parts = process.versions.node.split('.').map(Number);

if (parts[0] > 22 || (parts[0] === 22 && parts[1] >= 12)) {
  // Compiled code is kept between runs: the first frame comes some 15 ms earlier.
  require('node:module').enableCompileCache();
  import('../dist/cli.js');
} else {
  process.stderr.write(
    'sockscope: needs Node.js '.concat(needed, ' or newer; this is ', process.versions.node, '.\n'),
  );
  process.exitCode = 1;
}
