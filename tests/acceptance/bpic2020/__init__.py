"""The domestic declarations of the BPI Challenge 2020 as a workflow, and what replays their log on the engine."""
